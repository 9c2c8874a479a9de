### Notebooks that are put away, and what goes on with the next manager.

notebook-put-away = the notebook with { $name } was put away; nothing is changed in it
archive-not-joined = { $name } has not joined, so there is no notebook to put away
archived = The notebook with { $name } is put away. Both of you keep it, and neither writes in it.
unarchived = The notebook with { $name } is in use again.
people-put-away = Put away
put-away-since = put away { $date }
put-away-mark = {"  "}put away
no-longer = nothing is exchanged any more
person-remove-question = Type the name { $name } to end this on all your devices (Enter leaves it):
person-remove-told = Nothing is exchanged with { $name } any more, on none of your devices, and no command takes the name. This cannot be taken back.
person-remove-keeps = What is here stays on your devices, and search finds it. { $first } keeps what they have, and is not told.
person-remove-unsent = { $count ->
        [one] 1 change of yours has not been sent, and { $first } never gets it: entre sync first
       *[other] { $count } changes of yours have not been sent, and { $first } never gets them: entre sync first
    }
person-remove-missing-name = the name was not typed
person-remove-other-name = "{ $typed }" is not the name of { $name }
person-removed = { $name } is removed.
person-not-removed = Nothing was removed.
hand-over-same = this is the notebook itself
hand-over-by-report = only { $first } picks what goes on with their next manager
hand-over-by-report-why = you manage { $first }; what the next manager reads is not yours to choose
hand-over-no-manager = with { $name } you are the manager; what you pick goes to your own next manager
hand-over-not-joined = there is no notebook with { $name } to write in yet
hand-over-nothing-picked = nothing was picked
hand-over-pick = { $title }?
hand-over-topics = Topics
hand-over-actions = Actions
hand-over-goals = Goals
hand-over-notes = Your private notes; copies stay private
hand-over-shared = { $first } will read exactly this:
hand-over-private = Only you:
hand-over-rest = Everything else stays in the notebook with { $name }, which is put away for both of you.
hand-over-question = Do it?
hand-over-needs-yes = no --yes given
hand-over-not-done = Nothing was done.
handed-over = Done. { $count ->
        [0] Nothing was
        [one] 1 thing was
       *[other] { $count } things were
    } copied into the notebook with { $to }; the one with { $from } is put away.
handed-over-hint = entre undo { $count }     takes it back; entre people restore NAME uses the old notebook again
taken-over = Taken over from an earlier notebook on { $date }.
taken-over-from = Taken over from the notebook with { $name }: { $id }
copied-due = due { $date }
copied-stands = { $measure }, stands at { $value }
deed-put-away = put the notebook with { $name } away
deed-took-out = used the notebook with { $name } again
deed-removed = removed { $name }
deed-handed-over = took things over into the notebook with { $name }
