### Subjects of help.

no-help = there is no help on "{ $subject }"
help-subjects = subjects: { $subjects }

subject-privacy =
    What you add, both of you see. What you note, only you see.
    Private notes are another document under another key. They are sealed to your own devices and never offered to anybody else's. They are shown only with -p and exported only with --with-private, into a file of their own. The relay carries sealed envelopes. It can see when you sync, how much, and your IP address. It cannot see words, titles or names. Whoever administers this computer can see what you see. The other person can copy what you share. entre people show NAME lists every person, device and kit that can read a notebook, and what no program can promise.

subject-offline =
    Everything works without a network. What you write is on this disk before the command ends, and goes out with the next entre sync. Both of you may edit the same topic offline: texts merge by character, an edit wins over a deletion, and where both set one value, one wins on both sides and the other is shown until somebody settles it. Where there is no relay, files do: entre export --sealed FILE NAME writes what you share with somebody, sealed, and entre import FILE takes it in there. Without a name it is for your own devices: everything, private notes too. Any order, any number of times. What was only handed over so counts as not yet with the relay; entre log says who has it.

subject-devices =
    One more device: entre device add here, entre device join there, with an empty home. Both show four words; if they match, say so here. The new device then has everything. If you confirmed a recovery kit, its 24 words are asked for. A device is lost, another is here: entre device remove NAME. It reads nothing that is written afterwards by anybody who knows of it, and keeps what it had. Until the kit is confirmed, the first device can undo its removal. Recovery kit: entre backup kit shows 24 words. Once they are confirmed, only they can add devices. Who has them is you. All devices are lost: entre restore --kit - --relay wss://… and the words bring back everything, and shut the lost devices out. From a file of entre backup file: entre restore --file FILE. Do not copy the folder of a home instead. No kit, no file: private notes are gone. Set up anew; the other person runs entre invite NAME --again, and what you share comes back. Compare the words again.

subject-words =
    entre verify shows six words for you and six for the other person. Compare both rows when you meet, or by phone, not in the chat the code went through. If all match, nobody sits between you. They change only if somebody sets up anew: another device of the same person changes nothing. --qr draws the same for a camera. If they differ, say so: nothing is exchanged with that person any more until the words match, and everybody else is served as before.
    entre sync-check shows four words for the history. Equal words: you both have everything, and the relay holds nothing back. They are shown only right after an exchange, and change with each edit.
    The six words of entre invite --words are something else: a code for saying aloud, used once.

subject-keys =
    Everything on this disk is sealed under one key. It lies in the system's keyring, behind a passphrase, or in a file beside the store; entre status says where. Moving it never writes your notes again:
      entre passphrase set               from the keyring or a file to a passphrase
      entre passphrase change
      entre passphrase remove --to keyring|file
    With a passphrase every command asks for it. entre unlock asks once and keeps the key for 15 minutes (--for 8h) in the folder of your login session, where only you can read it; entre lock removes it at once. Scripts name a file that holds the passphrase in ENTRE_PASSPHRASE_FILE. Nobody can reset a passphrase. Copies of the store from before a change open the former way. Locking does not help against who uses your login while the store is open, and a running entre sync --watch goes on.

subject-reminders =
    entre remind prints one line if a meeting begins within 15 minutes (--within 1h), and nothing else. The line says when, never what about; with --names it says with whom. With --once a meeting is spoken of once. Nothing leaves this device.
    For a timer of your login session, ~/.config/systemd/user/entre-remind.service:
    {"  ["}Service]
      Type=oneshot
      SuccessExitStatus=1 6
      ExecStart=/bin/sh -c 'line="$(entre remind --once)" && notify-send "$line"'
    and ~/.config/systemd/user/entre-remind.timer, then systemctl --user enable --now entre-remind.timer:
    {"  ["}Timer]
      OnCalendar=*:0/5
    {"  ["}Install]
      WantedBy=timers.target
    Or a line for cron; it reaches neither the system's keyring nor the screen without more settings:
    {"  *"}/5 8-18 * * 1-5  line="$(entre remind --once)" && notify-send "$line"
    It never asks for a passphrase: while the store is locked it prints nothing, says why on stderr, and ends with 6. entre unlock --for 8h opens it for a working day.

subject-json =
    With --json every command prints one object on stdout: {"{"}"v":1,"kind":…{"}"}. Failures do, too: kind "error", with code, what, why, try and exit; that of doctor has its checks. Only sync --watch goes on, with one object a line. Ids are stable; ref is the short name and may grow by a letter. In an agenda, topics and actions are the same on both sides; what differs by viewer stands under view and private.

subject-exit-codes =
    0  done                      4    the relay cannot be reached
    1  failed                    5    stopped for safety
    2  wrong usage or input      6    locked
    3  not found, or ambiguous   130  interrupted
man-written = { $count } pages in { $folder }. Read one with: man -l FILE
