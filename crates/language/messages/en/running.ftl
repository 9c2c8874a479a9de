### Running a meeting, check-ins, talk time.

check-in-shared = Shared.
check-in-kept = Kept, only you.
check-in-hint = entre checkin share { $name }     shares a copy
no-check-ins = You have not said how you are yet.
check-in-is-shared = shared
check-in-means = Before: { $before }. Lately: { $lately }.
mood-and-workload = mood { $mood }, workload { $workload }
talk-on = Talk time is counted: both of you want it.
talk-waits-for-them = You want talk time to be counted; { $first } has not said so.
talk-waits-for-you = { $first } wants talk time to be counted; you have not said so: --on
talk-off = Talk time is not counted.
talk-split = { $first } { $report }, { $second } { $manager }: { $percent } %
talk-not-counted = talk time is not counted: entre talk PERSON --on
talk-now = talking now: { $who }
talk-so-far = { $who }: { $percent } %.
talk-keep = for both of you
talk-throw-away = throw away
talk-keep-question = Keep the talk time?
meet-instead = in place of { $date }
meet-extra = besides
meet-which = No meeting is planned for today. Meet now:
meet-which-missing = neither --instead nor --extra given
meet-noted = written down for the meeting
meet-letter-needs-text = { $letter } needs a text behind it; ? lists the commands
meet-action = action { $reference }, { $about }
meet-goal = goal { $reference }
meet-private-hidden = private notes are hidden
meet-no-private = you have no private note on what comes up
meet-planned = planned { $minutes } min. Private notes are hidden; p shows them.
meet-help-short = Type a note. n next, c carry, k park, a action, d decision, s switch talker, t time, q finish, ? help
meet-list-empty = The list is empty. q ends the meeting; early is fine.
meet-ended = Met { $minutes } min: { $topics } discussed, { $actions ->
    [one] 1 action
   *[other] { $actions } actions
}, { $decisions ->
    [one] 1 decision
   *[other] { $decisions } decisions
}.
meet-left = Not reached; it waits for the next one:
meet-recap-hint = entre recap { $name }     entre overflow { $name } "thu 15:00"
meet-one-line = One line for yourself, only you (Enter for none):
meet-gone = { $gone } of { $minutes } min.
meet-help-n = discussed; the next topic
meet-help-c = carry to next time; the next topic
meet-help-k = park for an overflow; the next topic
meet-help-a = TEXT @who day: an action
meet-help-d = TEXT: a decision
meet-help-g = TEXT: a goal
meet-help-m = TEXT: a note for the whole meeting
meet-help-s = the other one talks now
meet-help-t = how long it has gone on, and who talked
meet-help-p = show or hide private notes
meet-help-q = finish
