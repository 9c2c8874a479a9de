### Themen der Hilfe.

no-help = es gibt keine Hilfe zu „{ $subject }“
help-subjects = Themen: { $subjects }

subject-privacy =
    Was du hinzufügst, seht ihr beide. Was du notierst, siehst nur du.
    Private Notizen sind ein anderes Dokument unter einem anderen Schlüssel. Sie sind für deine eigenen Geräte versiegelt und werden nie denen von jemand anderem angeboten. Gezeigt werden sie nur mit -p, exportiert nur mit --with-private, in eine eigene Datei.
    Das Relay trägt versiegelte Umschläge. Es kann sehen, wann und wie viel du abgleichst, und deine IP-Adresse. Wörter, Titel oder Namen kann es nicht sehen. Wer diesen Rechner verwaltet, kann sehen, was du siehst. Die andere Person kann kopieren, was du teilst.
    entre people show NAME nennt jede Person, jedes Gerät und jedes Set, die ein Notizbuch lesen können, und was kein Programm versprechen kann.

subject-offline =
    Alles geht ohne Netz. Was du schreibst, ist auf dieser Festplatte, bevor der Befehl endet, und geht mit dem nächsten entre sync hinaus. Ihr könnt beide ohne Netz dasselbe Thema bearbeiten: Texte werden Zeichen für Zeichen vereint, ein Bearbeiten gewinnt gegen ein Löschen, und wo beide einen Wert setzten, gilt einer auf beiden Seiten, und der andere wird gezeigt, bis jemand entscheidet.
    Wo kein Relay ist, genügen Dateien: entre export --sealed FILE NAME schreibt versiegelt, was du mit jemandem teilst, und entre import FILE übernimmt es dort. Ohne Namen ist es für deine eigenen Geräte: alles, auch private Notizen. In jeder Reihenfolge, beliebig oft. Was nur so übergeben wurde, zählt als noch nicht beim Relay; entre log sagt, wer es hat.

subject-devices =
    Ein Gerät mehr: entre device add hier, entre device join dort, mit einem leeren Ordner. Beide zeigen vier Wörter; stimmen sie überein, sag es hier. Das neue Gerät hat dann alles. Wenn du ein Wiederherstellungs-Set bestätigt hast, wird nach seinen 24 Wörtern gefragt.
    Ein Gerät ist verloren, ein anderes ist hier: entre device remove NAME. Es liest nichts von dem, was danach alle schreiben, die davon wissen, und behält, was es hatte. Bis das Set bestätigt ist, kann das erste Gerät sein Entfernen rückgängig machen.
    Wiederherstellungs-Set: entre backup kit zeigt 24 Wörter. Sind sie bestätigt, können nur sie Geräte hinzufügen. Wer sie hat, ist du.
    Alle Geräte sind verloren: entre restore --kit - --relay wss://… und die Wörter bringen alles zurück und sperren die verlorenen Geräte aus. Aus einer Datei von entre backup file: entre restore --file FILE. Kopiere nicht stattdessen den Ordner.
    Kein Set, keine Datei: Private Notizen sind weg. Richte dich neu ein; die andere Person führt entre invite NAME --again aus, und was ihr teilt, kommt zurück. Vergleicht die Wörter noch einmal.

subject-words =
    entre verify zeigt sechs Wörter für dich und sechs für die andere Person. Vergleicht beide Reihen, wenn ihr euch trefft, oder am Telefon, nicht in dem Chat, durch den der Code ging. Stimmen alle überein, sitzt niemand zwischen euch. Sie ändern sich nur, wenn sich jemand neu einrichtet: Ein weiteres Gerät derselben Person ändert nichts. --qr zeichnet dasselbe für eine Kamera. Sind sie verschieden, sag es: Mit dieser Person wird nichts mehr ausgetauscht, bis die Wörter übereinstimmen, und für alle anderen geht es weiter wie zuvor.
    entre sync-check zeigt vier Wörter für den Verlauf. Gleiche Wörter: Ihr habt beide alles, und das Relay hält nichts zurück. Sie werden nur gleich nach einem Austausch gezeigt und ändern sich mit jeder Änderung. Die sechs Wörter von entre invite --words sind etwas anderes: ein Code zum Vorsagen, einmal benutzt.

subject-keys =
    Alles auf dieser Festplatte ist unter einem Schlüssel versiegelt. Er liegt im Schlüsselbund des Systems, hinter einer Passphrase oder in einer Datei neben dem Speicher; entre status sagt, wo. Ihn zu verlegen schreibt deine Notizen nie neu:
      entre passphrase set               aus dem Schlüsselbund oder einer Datei hinter eine Passphrase
      entre passphrase change
      entre passphrase remove --to keyring|file
    Mit einer Passphrase fragt jeder Befehl danach. entre unlock fragt einmal und bewahrt den Schlüssel 15 Minuten lang (--for 8h) im Ordner deiner Anmeldung, wo nur du ihn lesen kannst; entre lock entfernt ihn sofort. Skripte nennen in ENTRE_PASSPHRASE_FILE eine Datei, in der die Passphrase steht. Niemand kann eine Passphrase zurücksetzen. Kopien des Speichers von vor einem Wechsel öffnen sich auf die frühere Art. Sperren hilft nicht gegen jemanden, der deine Anmeldung benutzt, während der Speicher offen ist, und ein laufendes entre sync --watch macht weiter.

subject-reminders =
    entre remind druckt eine Zeile, wenn ein Treffen in 15 Minuten beginnt (--within 1h), und sonst nichts. Die Zeile sagt, wann, nie, worum es geht; mit --names sagt sie, mit wem. Mit --once ist von einem Treffen einmal die Rede. Nichts verlässt dieses Gerät.
    Für einen Zeitgeber deiner Anmeldung, ~/.config/systemd/user/entre-remind.service:
    {"  ["}Service]
      Type=oneshot
      SuccessExitStatus=1 6
      ExecStart=/bin/sh -c 'line="$(entre remind --once)" && notify-send "$line"'
    und ~/.config/systemd/user/entre-remind.timer, dann systemctl --user enable --now entre-remind.timer:
    {"  ["}Timer]
      OnCalendar=*:0/5
    {"  ["}Install]
      WantedBy=timers.target
    Oder eine Zeile für cron; ohne weitere Einstellungen erreicht er weder den Schlüsselbund noch den Bildschirm:
    {"  *"}/5 8-18 * * 1-5  line="$(entre remind --once)" && notify-send "$line"
    Nach einer Passphrase wird nie gefragt: ist der Speicher verschlossen, druckt es nichts, sagt auf stderr, warum, und endet mit 6. entre unlock --for 8h öffnet ihn für einen Arbeitstag.

subject-json =
    Mit --json gibt jeder Befehl ein Objekt auf stdout aus: {"{"}"v":1,"kind":…{"}"}. Auch Fehler: kind "error", mit code, what, why, try und exit. Nur sync --watch läuft weiter, mit einem Objekt je Zeile. Ids bleiben gleich; ref ist das Kürzel und kann um einen Buchstaben wachsen. In einer Agenda sind Themen und Aufgaben auf beiden Seiten dieselben; was davon abhängt, wer hinsieht, steht unter view und private.

subject-exit-codes =
    0  getan                     4    das Relay ist nicht zu erreichen
    1  gescheitert               5    angehalten, zur Sicherheit
    2  falsche Eingabe           6    gesperrt
    3  nicht gefunden, oder      130  abgebrochen
       nicht eindeutig
man-written = { $count } Seiten in { $folder }. Eine lesen: man -l DATEI
