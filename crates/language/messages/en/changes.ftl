### Who changed what, and how it was before.

changes-of-shared = only what both of you see has a list of changes
changes-no-meeting = nothing was written about a meeting of { $date }
changes-pending = there is a list of changes once the other side has answered
no-such-change = there is no change { $which }
changes-are-numbered = changes are named by their number, 1 to { $last }, or by eight letters and digits of --json
deed-put-back = put back an earlier text of "{ $title }"
change-count = { $count ->
        [one] 1 change
       *[other] { $count } changes
    }
change-written = written { $when }
change-arrived = arrived { $when }
change-undated = no time known here
change-added = added
change-moved = moved in the list
change-gone = taken off the list
change-back = back on the list
change-asked = asked a question of the bank
change-of-device = { $who }, on { $device }
changes-hint = entre changes REF --at N     shows it as it was then; --restore N puts title and text back
earlier-state = { $who ->
        [you] As it was after your change { $number }:
       *[other] As it was after change { $number }, by { $who }:
    }
put-back = Title and text are again those of change { $number }.
unknown-device = somebody whose device is not known here

field-notes = notes
field-occurrence = meeting
field-parent = part of
field-goal = goal
field-blocked_by = waits for
field-comment = comment
field-reaction = { $who ->
        [you] your sign
       *[other] sign of { $who }
    }
field-reason = why
field-starts = begins
field-minutes = minutes
field-place = place
field-started = begun
field-ended = ended
field-talk = { $who ->
        [you] you talked
       *[other] { $who } talked
    }
field-checkin = { $who ->
        [you] how you were
       *[other] how { $who } was
    }
field-measure = measure
field-progress = progress
field-from_topic = from topic

became-open = open
became-discussed = discussed
became-parked = parked
became-dropped = dropped
became-done = done
became-reached = reached
became-planned = planned
became-held = held
became-skipped = skipped
became-cancelled = cancelled

became-topic = topic
became-question = question
became-concern = concern
became-roadblock = roadblock
became-update = update
became-idea = idea
became-lesson = lesson
became-win = win
became-feedback = feedback
became-okr = OKR
became-development = development
became-career = career
