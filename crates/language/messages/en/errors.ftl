### What several commands fail with: the store, the disk, texts, what is damaged.

store-newer = this store was written by a newer version of entre
store-newer-format = it has format { $found }, this program knows up to { $known }; nothing was changed
try-newer-version = install the newer version on this device
disk-full = the disk is full, so nothing was written
before-unharmed = what was there before is unharmed
try-free-space = free some space and run the same command again
store-read-only = the store cannot be written (read-only file or folder)
try-folder-rights = check the owner and permissions of the folder that holds it
store-busy = another entre is writing and did not finish in time
try-again = run the command again
store-altered = something in the store does not open with its key
store-altered-why = the file was altered, or put together from two stores; nothing was changed
try-restore-folder = restore the folder from a backup, or pair again in the room
store-unreadable = the store cannot be read
store-damaged = the file is damaged or is not a store; nothing was changed
store-unusable = the store could not be used: { $other }

record-unreadable = a record in the store cannot be read
record-unreadable-why = a newer version may have written it; nothing was changed
internal-error = internal error: { $what }
internal-unharmed = your notes are untouched; nothing was written

no-home = there is no folder to keep anything in
try-home = name one: entre --home DIR …   or set ENTRE_HOME
path-read-only = { $path } cannot be written
try-that-folder-rights = check the owner and permissions of that folder
path-error = { $path }: { $error }

document-try-sync = entre sync     rebuilds nothing, but keeps what is there
behind = a notebook lacks changes of your own, so nothing can be written there just now
behind-why = it was repaired, and what they build on has not come back yet; what you write now would take their place
behind-try = entre sync     brings back what is missing; then it goes on
behind-try-file = entre import FILE     the same, with a sealed file in which it is

undo-too-late = this can no longer be taken back
nothing-changed = nothing was changed

home-exists = somebody has set up here already
home-exists-where = the store is in { $folder }
home-exists-try = entre     shows whose it is
store-empty = there is nothing in the store
store-empty-why = the file beside it whose name ends in -wal is part of it, and is missing or was cut off; nothing was changed
store-empty-try = put both files back together, or restore the folder from a backup
bad-name = that name cannot be used
bad-name-why = a name has 1 to 80 characters, and none that control the screen
text-meant-as = nothing was changed; it was meant as a { $what ->
        [topic] topic
        [action] action
        [note] note
        [comment] comment
        [title] title
        [goal] goal
        [measure] measure
        [decision] decision
        [question] question
        [template] name of a template
        [reason] reason
        [feedback] feedback
        [word] few words
       *[device] device name
    }
not-set-up = nobody has set up here yet
not-set-up-where = looked in { $folder }
not-set-up-try = entre init --name "Your Name" --relay wss://…
try-accept = entre accept     if somebody sent you a code

io-not-found = No such file or directory (os error { $number })
io-denied = Permission denied (os error { $number })
io-exists = File exists (os error { $number })
io-is-folder = Is a directory (os error { $number })
io-no-folder = Not a directory (os error { $number })
text-empty = the text is empty
text-too-long = the text has { $length } characters; at most { $limit } fit here
note-too-long = the note has { $length } bytes; at most { $limit } fit
text-control = the text contains a control character (U+{ $code })
text-line-break = this text is one line; it contains a line break
text-direction = the text contains a character that turns the reading direction (U+{ $code })
splice-past-end = a change of a text reaches past its end
splice-cuts = a change of a text cuts a character in half
edit-other-document = this belongs to another document
edit-no-item = there is no such item
edit-no-comment = there is no such comment
edit-position = not a position in a list
edit-minutes = the length is 1 to 1440 minutes
edit-time-zone = there is no time zone of this name
edit-other-quarter = the meeting belongs to another quarter
edit-key = not the name of a setting or a pair
store-missing = there is no store here
store-exists = a store is here already
store-no-document = the store has no such document
store-document-exists = the store has this document already
store-no-envelope = the store has no such envelope
store-no-entry = the journal has no such entry
store-undone = the transaction was undone by an earlier failure
store-disk = the store's file cannot be used
store-database = the store's database failed

edit-rating = mood and workload are 1 to 5
edit-percent = a share is 0 to 100 percent
edit-days = the last day comes before the first
edit-own-parent = a topic cannot be a part of itself
edit-values = a check-in has at most 64 numbers
edit-document = the document could not be changed
