### Leaving with one's data, and bringing it in again.

a-topic = a topic
a-goal = a goal
an-action = an action
the-meeting = the meeting { $id }
export-title = { $name } and you
export-made = Exported { $date }.
export-manager = Manager
export-report = Report
export-rhythm = You meet at { $time } ({ $zone }); { $held } of { $of } meetings took place
export-brought-in = { $name } brought this notebook in from a file on { $date }: who said what before that is as the file says
export-priorities = Priorities
export-looked = { $name } looked at it on { $date }
export-pages = Pages
export-meeting = { $when }
export-held = took place
export-skipped = skipped
export-cancelled = cancelled
export-overflow = more time
export-planned = planned
export-moved = moved from { $date }
export-minutes = { $minutes } min
export-not-discussed = Not discussed
export-dropped = dropped { $date }
export-parked = parked
export-snoozed = away until { $date }
export-blocked = waits for { $by }
export-kind-topic = topic
export-kind-question = question
export-kind-concern = concern
export-kind-roadblock = roadblock
export-kind-update = for information
export-kind-idea = idea
export-kind-lesson = lesson
export-kind-win = win
export-kind-feedback = feedback
export-mood = mood { $number } of 5
export-workload = workload { $number } of 5
export-talked = { $name } talked { $minutes } min
export-actions = Actions
export-open = Open
export-closed = Closed
export-due = due { $due }
export-done = done { $date }
export-goals = Goals
export-reached = reached { $date }
export-measure = Key result
export-start = Start
export-now = Now
export-target = Target
export-wins-and-lessons = Wins and lessons
export-feedback = Feedback
export-feedback-from = { $date }: { $from } to { $to }
export-situation = Situation
export-behaviour = Behaviour
export-impact = Impact
export-read = read
export-time-off = Time off
export-private = Only you, about { $name }
export-draft = Draft: { $about }
export-check-ins = How you were

json-ends = it ends too early, in line { $line }, column { $column }
json-broken = it is no JSON in line { $line }, column { $column }
json-wrong-data = something is missing there, or is of another sort than it has to be: line { $line }, column { $column }
json-not-understood = { $place } is not understood, and would be lost
json-unfit = { $place }: { $error }
json-try-again = have it made again where it comes from: entre export OUT --format json
json-not-ours = this file is no notebook from entre export
json-whose = that file is about { $name }: say with whom the notebook is that it goes into
json-other-role = in that file you are the other of the two
json-other-role-why = { $name } can bring it in, or export what you have both got here
json-same-notebook = that file comes from this very notebook, and knows something that is not here
json-same-notebook-why = it comes by itself from a relay or a sealed file; brought in from a file it would stand there twice

count-topics = { $count ->
        [one] 1 topic
       *[other] { $count } topics
    }
count-actions = { $count ->
        [one] 1 action
       *[other] { $count } actions
    }
count-meetings = { $count ->
        [one] 1 meeting
       *[other] { $count } meetings
    }
count-comments = { $count ->
        [one] 1 comment
       *[other] { $count } comments
    }
count-goals = { $count ->
        [one] 1 goal
       *[other] { $count } goals
    }
count-goal-check-ins = { $count ->
        [one] 1 check-in of a goal
       *[other] { $count } check-ins of goals
    }
count-feedback = { $count ->
        [one] 1 piece of feedback
       *[other] { $count } pieces of feedback
    }
count-wins = { $count ->
        [one] 1 win
       *[other] { $count } wins
    }
count-lessons = { $count ->
        [one] 1 lesson
       *[other] { $count } lessons
    }
count-time-off = { $count ->
        [one] 1 time off
       *[other] { $count } times off
    }
count-private-notes = { $count ->
        [one] 1 private note
       *[other] { $count } private notes
    }
count-drafts = { $count ->
        [one] 1 draft
       *[other] { $count } drafts
    }
count-check-ins = { $count ->
        [one] 1 time that you said how you are
       *[other] { $count } times that you said how you are
    }
count-questions = { $count ->
        [one] 1 question of your own
       *[other] { $count } questions of your own
    }
count-templates = { $count ->
        [one] 1 template of your own
       *[other] { $count } templates of your own
    }
count-others = { $count ->
        [one] 1 setting or text besides
       *[other] { $count } settings and texts besides
    }

bring-would = The file would bring into your notebook with { $name }:
bring-did = Brought into your notebook with { $name }:
bring-own-would = The file would bring, for you alone:
bring-own-did = Brought, for you alone:
bring-nothing = Everything in it is here already.
bring-second = Values that lost against others when both changed something at once stay in the file: { $count }.
bring-cadence = When you meet is written there in a way that this version does not understand; it stays in the file.
bring-seen = { $name } sees it with the next sync, and that you brought it in.
bring-only-you = Only you see it.
bring-other-shared = That file is about { $about }. { $name } will read all of it. Bring it in?
bring-other-private = That file is about { $about }, not { $name }. Bring it into your own notes about { $name }?
bring-private = { $notes ->
        [one] That file holds 1 thing that only you see; it goes into your own notes. Bring it in?
       *[other] That file holds { $notes } things that only you see; they go into your own notes. Bring them in?
    }
brought-both = If { $name } has a file, too: first entre sync on both sides, then { $name } brings in what is missing.
brought-in-by-you = You brought this notebook in from a file on { $date }: who said what before that is as the file says

log-calendar-taken = took dates from a calendar file
calendar-none = this is no calendar file
calendar-line = line { $line } is none of a calendar
calendar-open = a part of the calendar does not end (noticed in line { $line })
calendar-too-many = there are more dates in it than two people can have
calendar-foreign = no meeting in that calendar is one of yours
calendar-foreign-why = meetings are known by the names that entre ics export gave them
calendar-question = Take this over?
calendar-nothing = Nothing in it is otherwise than here.
calendar-would = The calendar says about { $name } and you:
calendar-did = Taken over, { $name } and you:
calendar-cadence = from { $date } on { $rule }
calendar-ends = no more fixed dates
calendar-after-all = { $when } takes place after all
calendar-moved = { $from } is moved to { $to }
calendar-skipped = { $when } is skipped
calendar-cancelled = { $when } is cancelled
calendar-length = { $when } takes { $minutes } min
calendar-ignored = Left as they are: { $what }.
calendar-foreign-events = { $count ->
        [one] 1 event that is not yours
       *[other] { $count } events that are not yours
    }
calendar-held = { $count ->
        [one] 1 meeting that took place already
       *[other] { $count } meetings that took place already
    }
calendar-left = { $count ->
        [one] 1 date that is not understood or is no meeting
       *[other] { $count } dates that are not understood or are no meeting
    }
calendar-zones = Nobody here knows these time zones: { $names }.
