### Files in and out.

import-unreadable = this file cannot be read: { $error }

nothing-to-export = there is no notebook to put into a file
nothing-to-export-try = entre status     says what stands still, and why
export-too-long = all of it does not fit into one file
export-limit = such a file has at most { $size } MiB
export-too-long-try = entre export --sealed FILE PERSON     one person at a time
not-paired = you and { $name } have no notebook yet
not-paired-why = pairing takes a relay, once; after that, files are enough
not-paired-try = entre sync     moves the invitation on
not-sealed = that file was not made by entre export --sealed
newer-file = that file was made by a newer version of entre
newer-file-format = it has format { $found }
file-too-long = that file is longer than such a file can be
file-limit = the limit is { $size } MiB
file-damaged = that file is damaged: { $error }
file-damaged-try = copy it again, or have it made again: entre export --sealed FILE
file-altered = that file is damaged or was altered: { $error }
nothing-taken-in = nothing was taken in

import-members = the text names no manager or no report
import-cadence = the text has no weekly cadence with a first and a next meeting
import-line = line { $line } is not understood
parcel-cut-off = the parcel is cut off
parcel-trailing = the parcel does not end with its last envelope
parcel-envelope = envelope { $number } of the parcel is damaged

no-folder-named = no folder was named
private-file-question = The private file is not sealed: whoever reads it reads your notes. Write it?
nothing-was-written = Nothing was written.
written-to = Written to { $folder }:
gap-only-you = {"   "}only you
no-longer-sealed = These files are no longer sealed.
imported = Imported { $topics } topics, { $actions } actions, { $meetings } meetings, { $notes } private notes.
not-read = Not read: { $count } lines.
path-not-writable = { $path } cannot be written: { $error }
not-empty = { $path } is not empty
never-over = an export never writes over anything
try-new-folder = name a new folder
try-new-file = name a new file
disk-full-no-file = the disk is full, so no file was written
no-file-left = no file was left

sealed-not-tried = a sealed file cannot be tried first
sealed-not-tried-why = it only adds what others wrote, and nothing twice: take it in without --dry-run
one-or-nobody = name one person, or nobody for everything
sealed-into = Sealed { $count } envelopes into { $file }.
for-other-device = On your other device:   entre import FILE
not-in-it = { $count } changes are not in it: this copy of your device has to meet a relay first (entre sync).
finder-sees = Whoever finds the file sees what a relay sees: sizes and keys, no words.
file-limit-nothing = the limit is { $size } MiB; nothing was taken in
import-person-try = entre import PERSON FILE     reads meetings from Markdown
nothing-for-you = Nothing in it is for you.
all-here-already = Everything in it was here already.
wrote = { $name } wrote: entre agenda { $first }
stand-behind = { $count } more stand behind something that is not here: take in an earlier file, then this one again.
not-for-device = { $count } are not for this device, and were left out.
hand-it-to = Hand it to { $name }, who runs:   entre import FILE
took-in = { $count ->
        [one] Took in 1 envelope.
       *[other] Took in { $count } envelopes.
    }

sort-prose = prose
sort-time-off = time off
sort-goal = goal
sort-goal-check-in = goal check-in
sort-check-in = check-in
sort-question = question
sort-other-space = other space
sort-space-setting = space setting
sort-win = win
sort-feedback = feedback
sort-lesson = lesson
