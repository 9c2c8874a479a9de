### Goals, feedback, wins, lessons, days off, priorities.

nothing-fits = nothing fits "{ $words }"
entries-are-named = they are named by their two letters, or by words of their first line
fits-several = "{ $words }" fits { $count } things
entry-only-you = only you

log-goal-set = set the goal "{ $title }"
log-goal-measured = said how "{ $title }" is measured
log-goal-progress = said how "{ $title }" stands
log-goal-reached = closed the goal "{ $title }" as reached
log-goal-dropped = gave up the goal "{ $title }"
log-goal-reopened = opened the goal "{ $title }" again
measure-without-way = a measure needs two different numbers, from and to
progress-of-nothing = nothing was said about the goal
goal-without-measure = this goal has no measure
which-measure = it is not clear which measure is meant
measures-are = measures: { $names }

log-win = kept the win "{ $text }"
log-lesson = kept the lesson "{ $text }"
log-draft = drafted feedback
log-feedback = gave feedback
log-feedback-read = read feedback
log-time-off = said who is away from { $from } to { $to }
log-time-off-removed = took days off away
log-priorities = looked at the priorities
draft-is-gone = this draft is gone
own-feedback = this feedback is your own
days-turned-round = the last day is before the first
