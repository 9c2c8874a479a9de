### The relay: what it answers, what is exchanged, what was noticed.

share-nothing = you and { $name } share nothing yet
as-of-last-sync = what is here is as of the last sync, { $age }
never-in-step = this device and the relay were never in step
words-after-exchange = the words are shown only right after an exchange with the relay

no-relay-to-sync = no relay is named yet, so there is nothing to sync with
relay-set-old-gone = entre relay set { $relay }     if the old relay is gone: takes your own notes there, too
nothing-waits-here = nothing is waiting on this device
waits-safe = { $count ->
        [one] 1 change is safe on this device and goes out later
       *[other] { $count } changes are safe on this device and go out later
    }

timed-out-10 = timed out after 10 s
not-dialled = the address cannot be dialled
stopped-taking = stopped taking data
silent-20 = answered nothing for 20 s
relay-stalls = { $relay } keeps this device waiting and does not get on
relay-stalls-try = entre sync     later; if it stays like this, tell its operator
relay-unreachable = { $relay } does not answer ({ $reason })
relay-unreachable-try = entre sync     when the network is back
io-refused = connection refused
io-reset = connection reset
io-timed-out = timed out
io-no-way = the name or address cannot be reached
tls-wrong = the certificate or the TLS handshake is not in order
http-answer = it answers HTTP { $status }: not a relay, or one of another version
over-limit = it sent a message over the limit
connection-broke = the connection broke

closed-connection = it closed the connection
relay-not-understood = { $relay } sends something that no relay may send
nothing-taken-safe = nothing of it was taken in; what you wrote is safe on this device
wrong-origin = the relay at { $relay } calls itself { $named }
wrong-origin-why = a relay has to name the address that was dialled; nothing was sent
wrong-origin-try = its operator sets `origin` in the relay's configuration

others-keep-writing = others keep writing at the same moment

copies-keep-writing = other copies of this device write at the same moment
relay-left-gap = the relay left out an envelope
relay-left-gap-why = nothing after the gap was taken in

wrote-is-safe = what you wrote is safe on this device
bye-draining = it is shutting down
bye-protocol = it does not understand this version of entre
bye-denied = it has shut this device out
bye-timeout = the connection was too slow
bye-busy = it has too many connections

renamed-elsewhere = another entre on this device has just given it a new name in this notebook
renamed-elsewhere-why = nothing was written under the former one
renamed-elsewhere-try = entre sync     goes on under the new name

device-copied = the notes on this device were copied or brought back from a copy: it goes on under a name of its own, and nothing is lost
kept-aside = some of what was written on this device does not fit the notebook with { $whose } any more: it is kept aside, and tried again with each sync

one-of-their-devices = one of { $name }'s devices
another-own-device = another device of yours
envelopes-missing = { $envelopes } of { $whose } { $count ->
        [one] is
       *[other] are
    } missing: others have read { $count ->
        [one] it
       *[other] them
    }, and the relay does not hand { $count ->
        [one] it
       *[other] them
    } out; everything else goes on

notebook-moved = the notebook with { $person } is exchanged at { $relay } now; your own notes stay where they are
own-notes-moved = one of your devices moved your own notes to { $relay }
one-of-your-devices = one of your devices
move-not-followed = { $whose } moved the notebook to { $to }, where the line is not encrypted; this device stays, and  entre relay set { $to }  goes there

own-devices = your own devices
quarantined = a change in the notebook with { $whose } was refused as unsound and is kept apart
not-let-in = a device in the notebook with { $whose } could not be let in, since it asked another one that is gone: let it in again
fork-seen = one device in the notebook with { $whose } signed two different envelopes in place { $seq }; both are kept
broken-envelope = an envelope in the notebook with { $whose } does not open ({ $envelope })
newer-envelope = a newer version of entre wrote in the notebook with { $whose }: update this one to read it
notice-wrong-origin = { $relay } calls itself something else; nothing was sent
notice-bad-relay = { $relay } sent { $what }; nothing of it was taken in
relay-behind = { $relay } has lost { $missing } that it had (restored from a copy?); they are put back
relay-differs = { $relay } shows another envelope than this device holds in place { $seq }
withheld = { $relay } names { $missing } of the notebook with { $whose } and does not hand them out; everything else goes on
strangers = { $relay } shows { $who } whom nobody let into the notebook with { $whose }; nothing of them was taken in
strangers-count = { $count ->
        [one] somebody
       *[other] { $count } keys
    }
defect-frame = something that no relay may send
defect-envelope = an envelope that its author did not sign, or that is none
defect-place = an envelope of another place than was asked for
defect-chain = an envelope that does not follow the one before it
defect-page = an answer that brings nothing and promises more, without end
defect-heads = two answers that contradict each other
defect-too-many = more authors than a notebook may have
envelopes-beyond = more envelopes than there can be
envelopes = { $count ->
        [one] 1 envelope
       *[other] { $count } envelopes
    }
wrote-is-safe-goes-out = what you wrote is safe on this device and goes out when the relay takes it
relay-full = { $relay } is full for this notebook
relay-full-limit = it allows { $size } MiB
relay-full-try = ask its operator for more room
relay-rate = { $relay } takes no more within this hour
relay-rate-limit = it allows { $limit } envelopes an hour
relay-too-long = { $relay } does not take anything that long
relay-too-long-limit = its limit is { $limit } bytes
relay-storage = { $relay } cannot write to its disk
relay-storage-try = tell its operator; then: entre sync
relay-busy = { $relay } is busy
relay-busy-try = entre sync     in a minute
voucher-needed = { $relay } opens a notebook only with a voucher
voucher-needed-try = ask its operator for one; then: entre init … --voucher-file F
voucher-invalid = { $relay } does not accept the voucher
voucher-invalid-why = it was used already, or is another relay's
relay-no-room = { $relay } has no room for invitations now
try-later = try again later
notebook-closed = this notebook was closed at the relay
notebook-closed-why = your copy stays on this device
not-enrolled = { $relay } does not let this device in
not-enrolled-why = the other side has not let you in yet, or has shut this device out
not-enrolled-try = entre sync     after they have synced
relay-refused = { $relay } refuses an envelope of this notebook
relay-refused-why = its reason: { $code }

busy-moving = moving
exchanged-at = From now on everything is exchanged at { $relay }.
follows-next-sync = { $name } follows with the next sync, if the old relay still answers.
notebook-stays = The notebook with { $name } stays where it is until it can be moved; then run this once more.
move-goes-on = Not everything is there yet: entre sync goes on.
old-relay-keeps = The old relay keeps what it has. If it is gone, each of the others runs the same command, or takes a file: entre export --sealed FILE NAME
own-notes-at = Your own notes, and new notebooks: { $relay }
no-relay-named = No relay is named yet: entre relay set wss://…

watching = Connected as long as this runs. Ctrl-C ends it.
device-not-let-in = The relay does not let this device in. Another of your devices has not let it in yet, or has removed it.
device-not-let-in-again = If it was in before:  entre device add  there,  entre device join --again  here.
has-to-sync = { $name } has to sync before you are let in.
word-note = note:
trying-again = { $reason }. Trying again within { $retry_seconds } s.
sent-received = { $sent ->
        [0] Sent nothing new
        [one] Sent 1 change
       *[other] Sent { $sent } changes
    }, { $received ->
        [0] received nothing new
        [one] received 1 envelope
       *[other] received { $received } envelopes
    }.
held-back = { $count ->
        [one] 1 envelope
       *[other] { $count } envelopes
    } of the notebook with { $name } came in and { $count ->
        [one] waits
       *[other] wait
    } for something that is missing.
held-back-own = { $count ->
        [one] 1 envelope of your own notes came in and waits
       *[other] { $count } envelopes of your own notes came in and wait
    } for something that is missing.
still-waits = { $count ->
        [one] 1 change still waits
       *[other] { $count } changes still wait
    } on this device.
watch-sent = Sent { $count ->
        [one] 1 change
       *[other] { $count } changes
    } ({ $whom }).
watch-received = { $count ->
        [one] 1 envelope
       *[other] { $count } envelopes
    } came in from { $whom }.
