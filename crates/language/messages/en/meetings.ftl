### When the two meet.

nothing-was-changed = nothing was changed

cadence-no-day = this rule gives no day on which you would meet
no-next-meeting = no meeting is planned
no-meeting-on = there is no meeting on { $date }
meetings-around = around that day: { $dates }
meeting-took-place = the meeting of { $date } took place already
overflow-of-extra = an extra meeting has no overflow; plan another extra one

log-cadence-set = said when you meet
log-cadence-ended = took away when you meet
log-meeting-moved = moved the meeting of { $date }
log-meeting-skipped = skipped the meeting of { $date }
log-meeting-cancelled = cancelled the meeting of { $date }
log-overflow = planned more time for a meeting
log-extra = planned an extra meeting

no-cadence = You and { $name } have not said when you meet.
cadence-is = { $name } and you meet { $rule }.
cadence-gone = { $name } and you have no fixed dates any more.
cadence-in-words = { $often } at { $time } ({ $zone }), { $minutes } min
cadence-until = { $cadence }, until { $date }
every-days = { $count ->
    [one] every day
   *[other] every { $count } days
}
every-weeks = { $count ->
    [one] every week on { $days }
   *[other] every { $count } weeks on { $days }
}
every-months-date = { $count ->
    [one] every month on day { $day }
   *[other] every { $count } months on day { $day }
}
every-months-day = { $count ->
    [one] every month on the { $days }
   *[other] every { $count } months on the { $days }
}
nth-day = { $nth ->
    [1] first
    [2] second
    [3] third
    [4] fourth
   *[other] { $nth }th
} { $weekday }
nth-last = last { $weekday }
list-and = { $before } and { $last }

next-is = Next: { $when }.
next-is-none = Nothing else is planned.
no-meeting-lately = there was no meeting in the last two weeks that could have run over
open-topics-wait = What is open waits for the next one.

meeting-is-skipped = { $when } is skipped.
meeting-is-cancelled = { $when } is cancelled.
meeting-is-moved = You meet { $when }.
overflow-is-planned = More time: { $when }, { $minutes } min. On it is what was parked, and nothing else.
extra-is-planned = One more meeting: { $when }, { $minutes } min.
at-the-other-place = { $time } in { $zone }

kind-overflow = more time
kind-extra = extra
state-held = held
state-skipped = skipped
state-cancelled = cancelled
state-moved = moved from { $date }

zone-unknown = this machine does not say in which time zone it is
bad-zone = there is no time zone "{ $zone }"
forms-of-zones = zones are written like Europe/Berlin or America/New_York
rule-missing = it has not been said yet how often you meet


only-topics-wait = only topics can wait for another meeting
snooze-not-ahead = { $date } is not ahead
log-parked = parked "{ $title }"
log-snoozed = left "{ $title }" off until { $date }
log-unsnoozed = put "{ $title }" back on the agenda
log-carried = put "{ $title }" on the next agenda
parked = Parked
parked-hint = entre overflow PERSON "thu 15:00" plans the time for it
snoozed-until = Off the agenda until { $date }
snoozed-no-more = Back on the agenda
carried-on = On the next agenda

no-meeting-to-recap = there is no such meeting, or none has taken place yet
search-for-nothing = there is no word to search for
log-decided = wrote down the decision "{ $text }"

recap-title = Recap, { $date }
recap-discussed = Discussed
recap-decided = Decided
recap-actions = Next steps
recap-action = { $text } ({ $owner })
recap-action-due = { $text } ({ $owner }, until { $date })
recap-parked = Parked
recap-wins = Wins
recap-lessons = Lessons
recap-notes = Notes
recap-next = Next time
recap-next-is = { $date }, { $time }
only-topics-decide = a decision stands in the notes of a topic or of the meeting
overflow-too-early = more time comes after the meeting, not before it
calendar-written = Written to { $file }.
calendar-hint = It is a copy: export again when a date changes. A calendar in a cloud sees when you meet.

reminder = A 1:1 { $time }.
reminder-with = 1:1 with { $name } { $time }.
reminder-now = begins now
reminder-minutes = { $count ->
    [one] is in 1 minute
   *[other] is in { $count } minutes
}
reminder-hours = is in { $count } hours
reminder-days = is in { $count } days
reminder-locked = the store is locked, so nothing is said of meetings
reminder-locked-why = when you meet is private, too; a reminder never asks for the passphrase
within-form = how near is written like 15m, 2h or 1d, from 1m to 7d
