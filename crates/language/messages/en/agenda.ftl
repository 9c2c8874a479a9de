### Topics, actions, notes: what is shown, what is done with them, what stands in the log.

nothing-fits = nothing fits "{ $words }"
nothing-fits-why = items are named by their two letters, or by words of their title
nothing-fits-try = entre agenda     shows them
several-fit = "{ $words }" fits { $several } things
several-fit-try = the same command with { $reference }
note-about-note = a note about a note is not kept
actions-stay = actions stand under Next steps and nowhere else
notes-stay = a private note stands beside what it is about
only-topics-commented = only topics have comments
note-drop-try = entre drop REF     takes it away
closed-no-place = it is closed, so it has no place to move to
note-not-ticked = a private note cannot be ticked
kind-topic = topic
kind-action = action
kind-note = note
only-you = only you
first-already = it is the first under its heading already
last-already = it is the last under its heading already
heading-general = General
heading-alignment = Alignment
heading-progress = Progress
heading-relationships = Relationships
heading-aspirations = Aspirations
heading-next-steps = Next steps
deed-added-topic = added topic "{ $title }"
deed-wrote-action = wrote down action "{ $title }"
deed-kept-note = kept a private note
deed-moved-under = moved "{ $title }" under { $heading }
deed-moved = moved "{ $title }"
deed-reopened = reopened "{ $title }"
deed-ticked = ticked "{ $title }"
deed-dropped = dropped "{ $title }"
deed-dropped-note = dropped a private note
deed-commented = commented on "{ $title }"
deed-edited = edited "{ $title }"
deed-edited-note = edited a private note
deed-took-back = took back: { $what }
deed-did-again = did again: { $what }
deed-joined = joined { $name }
deed-wrote-waiting = wrote down what had waited for the answer
deed-imported = imported a notebook
deed-imported-notes = imported private notes
deed-invited = invited { $name }
deed-took-along = took the notes about { $name } along
deed-renamed = called somebody { $name }
deed-moved-notebook = moved the notebook to { $relay }
deed-compared = compared the words with { $name }

edit-pending = this can be edited once the other side has answered
edit-pending-why = until then it is kept as you wrote it

nothing-to-undo = there is nothing to take back
nothing-to-redo = there is nothing to do again
nothing-to-redo-why = only what was taken back last, with nothing done since, can be done again
nothing-to-undo-try = entre log     shows what you did on this device

first-word = First:
first-compare = {" "}compare six words with { $first } (20 s): entre verify { $name }
open-actions = Still open
nothing-here = Nothing here yet.{" "}
all-waits-here = The other side has not answered yet; all of this waits on this device.
name-and-you = { $name } and you
last-met = {" "}Last met { $when }.
slots-went-by = { $count ->
    [one] One meeting went by without one.
   *[other] { $count } meetings in a row went by without one.
}
agenda-overflow-only = This one holds only what was parked. What else is open waits for the next meeting.
headings-empty = Nothing yet under { $headings }: entre ask { $name }
mostly-status = More than half of this is news. What needs no answer may go in a message; this time is for the rest.
you-bring = You bring
they-bring = { $name } brings
carried = {"  "}carried { $count }
edited-after-deletion = {"  "}edited after deletion
also-set = also set to: { $values }
more-lines = {" "}{ $count ->
    [one] one more line
   *[other] { $count } more lines
}; --all shows them
only-you-ref = only you ({ $name }){"  "}
only-you-heading = Only you
somebody = somebody
waits-for-sync = { $count ->
        [one] 1 change waits
       *[other] { $count } changes wait
    } here for the next sync.
notes-not-shown = Only you: { $count ->
        [one] 1 note
       *[other] { $count } notes
    } not shown. See them with -p.
you = you

welcome-title = Private one-to-ones.
welcome-promise = {" "}Notes stay on your devices; the relay only carries sealed envelopes.
welcome-demo = two people and a relay on this machine, one minute
welcome-init = set up, to invite somebody
welcome-accept = if somebody sent you a code
no-one-here = No one here yet.{"  "}
invite-or-accept = entre invite NAME   or   entre accept
invited-not-joined = invited, has not joined yet
waiting-for-answer = waiting for their answer: entre sync
from-you = { $mine } from you
nothing-yet = nothing yet
gap-paused = {"  "}paused: compare the words
gap-not-compared = {"  "}words not compared
you-manage = you manage
you-report = you report
paused-compare = paused: compare the words
you-joined = you joined, waiting for their answer
invitation-is-over = the invitation is over
checked = checked
not-compared = words not compared
heard = heard { $when }
safety-no-kit-one = no recovery kit. If this device is lost, your private notes are lost: entre backup kit
safety-no-kit = { $devices }, no recovery kit yet: entre backup kit
safety-kit = { $devices }; recovery kit on paper, { $when }
safety-root-elsewhere = { $devices }; the root of your identity is not on this one
label-you = You
status-you = { $name }: { $device } (this one), key in the { $place }
no-one-yet = no one yet
people-checked = { $checked } checked
people-not-checked = { $checked } checked, { $count } not: { $names }
label-people = People
label-sync = Sync
relay-holds = { $relay }; holds { $envelopes } for you, { $size } KiB
label-relay = Relay
relay-can-see = it can see when you sync, how much, and your IP address; no words, titles or names
none-named = none named yet
your-own-notes = your own notes
last-heard = last heard from { $name }: { $ago }
label-safety = Safety
label-noticed = Noticed
place-keyring = system's keyring
place-passphrase = store, behind a passphrase
place-file = file store.key beside the store
reach-here = not sent yet
reach-relay = with the relay
reach-them = { $first } has it
taken-back = { $what } (taken back)
noticed = noticed
synced = synced { $when }, { $waiting }
not-in-step = not in step with the relay yet, { $waiting }
topics-from = { $count ->
        [one] 1 topic
       *[other] { $count } topics
    } from { $name }
actions-open = { $count ->
        [one] 1 action
       *[other] { $count } actions
    } open
devices-count = { $count ->
        [one] one device
       *[other] { $count } devices
    }
sealed-envelopes = { $count ->
        [one] 1 sealed envelope
       *[other] { $count } sealed envelopes
    }
notebook-refused = { $name }: { $refused }
notebook-missing = { $name }: { $count ->
        [one] 1 envelope
       *[other] { $count } envelopes
    } that others have read did not come in
notebook-held-back = { $name }: { $count ->
        [one] 1 envelope
       *[other] { $count } envelopes
    } wait for something that is missing
notebook-uncounted = { $name }: { $count ->
        [one] 1 envelope
       *[other] { $count } envelopes
    } of a device that was removed, or is not known here: not counted
notebook-quarantined = { $name }: { $count ->
        [one] 1 envelope
       *[other] { $count } envelopes
    } refused as unsound
waits-here = { $count ->
        [0] nothing waiting
        [one] 1 change waits here
       *[other] { $count } changes wait here
    }

verb-moved = Moved
verb-open-again = Open again
verb-ticked = Ticked
verb-dropped = Dropped
undo-brings-back = entre undo     brings it back
undone = Undone: { $what }. { $reached }
redone = Done again: { $what }.
had-not-left = It had not left this device.
was-with-relay-sealed = It was with the relay, sealed; the undo goes out as a new change.
was-with-relay = It was with the relay, and { $first } may have it; the undo goes out as a new change.
they-had-it = { $first } had already received that; the undo goes out as a new change.

no-kit-overdue = You have no recovery kit yet. If your devices are lost, your private notes are lost: entre backup kit
nothing-done-yet = Nothing was done on this device yet.

ask-topic = Topic for you and { $first }:
both-read = You and { $first } both read this.
verb-added = Added
ask-note = Note only you will ever see:
only-you-read = Only you read this. It never leaves your own devices readable.
kept-before = Kept,{" "}
typed-stays = What you typed stays in the history of your shell. Next time leave the text out, and entre asks.
ask-action = Action for you and { $first }:
verb-written-down = Written down
ask-comment = Comment for you and { $first }:
verb-commented = Commented on
both-read-title = You and { $first } both read this. The first line is the title.
only-you-read-short = Only you read this.
verb-saved = Saved
was-so = It was so already; nothing changed.
sees-only-you = Only you see it.
sees-after-sync = { $first } sees it after the next sync.
waits-until-joined = It waits here until the other side has joined.
not-in-pair = { $name } is not part of this notebook
not-in-pair-why = here are only you and { $name }
nothing-has-changed = Nothing changed.

field-title = title
field-owner = owner
field-due = due
field-state = state
field-category = category
field-kind = kind
field-snooze = snooze
