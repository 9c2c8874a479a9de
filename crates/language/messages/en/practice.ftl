### Goals, feedback, wins, lessons, days off, priorities.

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

actions-count = { $count ->
    [one] 1 action
   *[other] { $count } actions
}
also-set-to = also set to: { $values }
ask-decision = Decision for you and { $first }:
ask-feedback = Feedback for { $first }; only you see it until you share it:
ask-goal = Goal for you and { $first }:
bad-number = "{ $text }" is no number
carried-often = { $count ->
    [one] 1 topic carried often
   *[other] { $count } topics carried often
}
carried-times = { $count ->
    [one] carried once
   *[other] carried { $count } times
}
confidence-high = confident
confidence-low = in doubt
confidence-medium = not sure yet
days-quiet = { $count ->
    [one] 1 day without a word
   *[other] { $count } days without a word
}
decision-written = Decision written down.
drafts-not-shown = { $count ->
    [one] Only you: 1 draft not shown. See it with -p.
   *[other] Only you: { $count } drafts not shown. See them with -p.
}
feedback-from = { $from } to { $to }
feedback-hint = entre feedback share { $reference }     sends a copy
feedback-kept = Kept
feedback-needs-yes = no --yes given
feedback-not-shared = Not shared. The draft stays as it is.
feedback-read = Read
feedback-share-question = Share it?
feedback-shared = Shared; the draft stays yours
feedback-this-goes = This goes to { $first }, with your name on it:
feedback-was-read = read
forms-of-numbers = numbers are written like 12, -3 or 0.5
from-to = { $from } to { $to }
goal-added = Goal set
goal-career = career
goal-development = development
goal-given-up = Given up
goal-hint = entre goals measure { $reference } "what is measured" --from 0 --to 10
goal-measured = Measured from now on
goal-noted = Written down
goal-okr = OKR
goal-open-again = Open again
goal-reached = Reached
goal-stands-at = Stands at { $percent } %
goal-state-dropped = given up
goal-state-reached = reached
held-in-all = { $held } of { $of } in all
held-of = { $held } of the last { $of } held
hits-not-shown = { $count ->
    [one] Only you: 1 place not shown. See it with -p.
   *[other] Only you: { $count } places not shown. See them with -p.
}
keepsake-kept = Kept
kept-about = { $by } about { $about }
last-met-when = met { $when }
late-count = { $count ->
    [one] 1 late
   *[other] { $count } late
}
measure-line = { $name }: { $start } → { $now } → { $target }, { $percent } %
meetings-hit = Meetings on these days
meetings-hit-try = entre skip, entre reschedule, or keep them as they are
month-and-year = { $month } { $year }
never-met = never met
no-actions = No promises are open.
no-feedback = You and { $first } have given each other no feedback here yet.
no-goals = You and { $first } have set no goal yet.
no-lessons = You and { $first } have kept no lesson yet.
no-meetings-yet = No meeting so far.
no-priorities = You and { $first } have not written down what comes first.
no-time-off = Nobody is away.
no-wins = You and { $first } have kept no win yet.
nobody-here = No one here yet.
nothing-found = Nothing found on this device.
off-added = Written down
off-removed = Taken away
only-you-drafts = Only you: drafts
only-you-until-shared = Only you read this, until you share a copy.
place-action = action
place-check-in = check-in
place-comment = { $place }, comment
place-draft = draft
place-feedback = feedback
place-goal = goal
place-lesson = lesson
place-meeting = meeting
place-note = note
place-notes = { $place }, notes
place-priorities = priorities
place-time-off = days off
place-topic = topic
place-win = win
prep-carried = Carried
prep-goals = Goals without a word
prep-nothing = Nothing waits.
prep-overdue = Late
prep-promises = Promised last time
prep-questions = To begin with
prep-roadblocks = In the way for more than a week
prep-time-off = Away soon
priorities-looked = Last looked at by { $who } { $date }.
recap-unsealed = What is written out is no longer sealed.
recap-written = Written to { $file }.
talk-aim = Aim: { $percent } %.
talk-report-you = You talked { $percent } % of the time.
talk-report-them = { $name } talked { $percent } % of the time.
took-minutes = { $count } min

rating-range = mood and workload are numbers from 1 to 5
check-in-of-nothing = nothing was said about how you are
no-check-in = there is no check-in to share
talk-aim-range = the aim is a share from 1 to 99 percent
log-checked-in = said how you are
log-check-in-shared = shared how you are
log-talk-set = set how talk time is counted
log-meeting-begun = began the meeting of { $date }
log-meeting-ended = ended the meeting of { $date }
log-meeting-noted = wrote in the notes of the meeting of { $date }
topic-is-gone = this topic is gone
