### Questions, texts that are given, and mistakes on the command line.

number-please = A number from 1 to { $count }, please.
yes-no-later = {"  "}y yes   n no   Enter later
line-not-utf8 = that line is not valid UTF-8 text, so nothing was done
stopped-unchanged = stopped; nothing was changed
answers-yes = y yes
answers-no = n no
nobody-to-ask = { $missing }, and nobody to ask (no terminal, or --no-input)

ask-passphrase = Passphrase
locked-nobody = this store is locked, and there is nobody to ask
locked-nobody-why = its key lies behind your passphrase; nothing was read or changed
locked-try-unlock = entre unlock     at a terminal, once for 15 minutes
try-passphrase-file = ENTRE_PASSPHRASE_FILE=FILE before the command
no-network = the network cannot be used: { $error }
passphrase-file-unreadable = the passphrase file { $path } cannot be read
editor-header = These lines at the top are dropped; all others stay.
missing-text = no text given
try-text-behind = the same command with "text" behind it
try-text-stdin = echo text | the same command with -
missing-passphrase = no passphrase given

editor-or-stdin = the same command with -     reads the text from stdin
editor-not-started = the editor "{ $name }" could not be started: { $error }
editor-failed = the editor "{ $name }" failed
editor-unreadable = what the editor wrote cannot be read: { $error }
editor-left = the editor "{ $name }" ended before you saved
editor-wait = set it to wait: export EDITOR="{ $name } --wait"
text-kept-in = your text is kept in { $file }
path-not-written = { $path } cannot be written: { $error }

word-stopped = stopped:
word-error = error:
word-try = try:{" "}

text-unreadable = the text could not be read: { $error }
text-over-note = the text is longer than a note may be ({ $size } KiB)
nothing-kept = nothing was kept
half-character = the text holds half a character at byte { $at }
half-character-why = a lone surrogate is not valid in UTF-8; nothing was kept
text-not-utf8 = the text is not valid UTF-8 at byte { $at }
try-iconv = convert it: iconv -t utf-8
path-was-not-written = { $path } could not be written: { $error }

no-such-command = there is no command "{ $command }"
no-such-option = { $name } has no option { $argument }
not-here = { $name } does not take "{ $argument }" here
argument-missing = { $argument } is missing
command-missing = a command is missing
needs-value = { $argument } needs a value
value-unfit = "{ $value }" does not fit { $argument }
another-one = another one
not-together = { $argument } and { $other } do not go together
values-count = { $argument } has a wrong number of values
needs-value-after = { $argument } needs a value after =
argument-not-utf8 = an argument is not valid UTF-8 text
it-can-be = it can be: { $valid }

report-kept = A report without any of your text is in { $file }
panic-stopped = internal error: entre stopped{ $place }
panic-unharmed = what was written before is unharmed

session-form = a number with m or h is needed, such as 15m
session-range = a store can stay open for 1 minute to 24 hours

lifetime-form = a number with m, h, d or w is needed, such as 7d
lifetime-range = a code can be used for 5 minutes to 7 days

number-empty = cannot parse integer from empty string
number-digit = invalid digit found in string
number-too-large = number too large to fit in target type
number-too-small = number too small to fit in target type
number-range = { $number } is not in { $first }..={ $last }
