### What must not happen. Whoever reads it reports it.

internal-expiry = the expiry is out of range
internal-before-1970 = the clock is before 1970
internal-own-address = the stored address of the relay is damaged
internal-person-unknown = a person is not known here

internal-document-nameless = a stored document has no name

internal-stored-expiry = a stored expiry is out of range
internal-address = a stored relay address is damaged
internal-code = a stored code is damaged

internal-identity = the own identity has no id
internal-not-certified = the device cannot be certified
internal-id-length = a stored id has a wrong length

internal-nobody = the store belongs to nobody

internal-unsealed = what waits to be sealed cannot be read
internal-gap = a stored chain has a gap
internal-sealing = sealing failed: { $error }
internal-wrong-stream = a change was about to go to the wrong stream

internal-log-person = a person in the log is not known
internal-log-stream = a stream in the log has no id

internal-backup-root = the root's key in the backup is damaged

internal-invitation = a stored invitation is damaged
internal-handshake = a stored handshake is damaged
internal-no-stream = an invitation has no stream
internal-no-binding = a stream has no binding
internal-slot = no such slot

internal-own-stream = the own stream has no id
internal-facts = facts cannot be written down
internal-hex = a stored id is not hexadecimal

internal-stream-id = a stored stream id is damaged

internal-aside = what only this copy holds cannot be set aside
internal-aside-place = what was set aside has no place
internal-own-change = an own change is damaged

internal-opening-key = the key that opens a stream is missing

internal-keys-missing = the keys of a stream are missing
internal-keys-damaged = the keys of a stream are damaged
internal-key-damaged = a key of a stream is damaged
internal-device-key-missing = the key of this device is missing
internal-device-key-damaged = the key of this device is damaged

internal-not-put-back = what only a document holds cannot be put back

internal-export = the export cannot be written down

internal-no-quarter = a topic has no quarter

internal-enrolment = an enrolment cannot be sealed

internal-document = a document in the store cannot be read

internal-time = a time is out of range
internal-no-folder = a file has no folder

internal-text-gone = the text that was edited is gone
internal-note-title = a note has no title

internal-too-large = a stream is larger than a number can say

internal-not-reset = the devices cannot be set anew

internal-stream-closed = a stream cannot be opened
internal-stream-keyless = a stream has no key
internal-stream-unknown = a stream is not known here
internal-binding = a stored binding is damaged
internal-admission = a stored admission is damaged
internal-statement = a stored statement is damaged
internal-goal-gone = a goal that was found is gone
internal-meeting-gone = a meeting that began is not there
