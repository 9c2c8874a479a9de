### Die Hilfe der Befehlszeile. Auf Englisch steht sie dort, wo die Befehle und Optionen stehen (client-cli/src/args), deshalb
### gibt es diese Datei nur auf Deutsch. Die Namen folgen den Befehlen: help-BEFEHL, help-BEFEHL-examples,
### help-BEFEHL--OPTION, help-BEFEHL--OPTION--WERT.

# Was clap selbst sagt.
help-word-usage = Verwendung:
help-word-commands = Befehle
help-word-arguments = Argumente:
help-word-options = Optionen:
help-word-everywhere = Überall
help-word-values = Mögliche Werte:
help-word-default = [Vorgabe: { $value }]
help-word-possible = [möglich: { $values }]
help-word-help = Hilfe zeigen
help-word-help-short = Hilfe zeigen (mehr davon mit '--help')
help-word-help-long = Hilfe zeigen (kurz gefasst mit '-h')
help-word-version = Version zeigen

# entre
help-root = Private Zwiegespräche. Notizen bleiben auf deinen Geräten; das Relay trägt nur versiegelte Umschläge
help-root-examples =
    Beispiele:
      entre demo                           zwei Menschen, ein Relay, eine Minute
      entre invite "Sam Okoro"             einen Code für die andere Person machen
      entre add sam "Budget der Tagung"    ein Thema, das ihr beide seht
help-root-after = Ohne Befehl: heute. Mehr: entre help privacy|offline|devices|words|keys|reminders|config|json|exit-codes
help-everywhere--home = Der Ordner mit allem, was du hast (oder `ENTRE_HOME`)
help-everywhere--json = Ein JSON-Objekt auf stdout, auch für Fehler
help-everywhere--color = Farben (oder `ENTRE_COLOR`)
help-everywhere--lang = en oder de (oder `ENTRE_LANG`); sonst die Sprache des Systems
help-everywhere--ascii = Zeichen in einfachem ASCII
help-everywhere--quiet = Keine Hinweise
help-everywhere--no-input = Nie fragen; scheitern und die fehlende Option nennen

help-demo = Beide Seiten und ein Relay auf diesem Rechner, zum Wegwerfen: eine Minute
help-demo-examples =
    Beispiele:
      entre demo
      entre demo --keep /tmp/entre     beide Ordner und die Dateien des Relays dort lassen
help-demo--keep = Alles, was die Demo macht, in diesem neuen Ordner behalten

help-init = Dein Name, dieses Gerät
help-init-examples =
    Beispiele:
      entre init
      entre init --name "Alex Marin" --relay wss://relay.example.org
      entre init --name Alex --relay ws://127.0.0.1:8787 --unlock file --no-input
help-init--name = Dein Name, wie ihn die andere Person sieht
help-init--device = Wie du dieses Gerät nennst
help-init--relay = Die Adresse des Relays: wss://relay.example.org
help-init--unlock = Wie der Schlüssel deines Speichers aufbewahrt wird
help-init--unlock--keyring = Im Schlüsselbund des Systems
help-init--unlock--passphrase = Hinter einer Passphrase (gefragt, oder aus der Datei in `ENTRE_PASSPHRASE_FILE`)
help-init--unlock--file = In einer Datei neben dem Speicher, die jeder benutzen kann, der diese Festplatte liest
help-init--voucher-file = Eine Datei mit den Gutscheinen des Relays, einer je Zeile

help-invite = Einen Code für die andere Person machen, der einmal gilt
help-invite-examples =
    Beispiele:
      entre invite "Sam Okoro"
      entre invite "Sam Okoro" --role manager --json
      entre invite sam --words           sechs Wörter zum Vorsagen, im selben Raum oder am Telefon
help-invite--name = Der Name der anderen Person
help-invite--role = Wer von euch beiden du bist
help-invite--expires = Wie lange der Code benutzt werden kann: 1h bis 7d
help-invite--words = Sechs Wörter zum Vorsagen statt eines Codes zum Schicken; sie gelten höchstens 15 Minuten
help-invite--relay = Die Adresse des Relays, wenn noch keine genannt ist: wss://relay.example.org
help-invite--fresh = Den letzten Code für diese Person zurücknehmen und einen neuen machen
help-invite--again = Die andere Person hat alles verloren und kein Wiederherstellungs-Set: ein neues Notizbuch, das mit allem beginnt, was ihr teilt
help-invite--file = Den Code in eine neue Datei schreiben, die nur du lesen kannst

help-accept = Mit einem Code dazukommen; richtet dich nebenbei ein
help-accept-examples =
    Beispiele:
      entre accept                       fragt nach dem Code, so steht er nicht im Verlauf deiner Shell
      entre accept - < code.txt
      entre accept --relay wss://relay.example.org copper lantern orbit velvet thimble harbor
help-accept--code = Der Code; `-` liest ihn von stdin; oder sechs gesprochene Wörter
help-accept--file = Den Code aus einer Datei lesen
help-accept--from = Wie die Person heißen soll, die den Code geschickt hat, bis ihr eigener Name ankommt
help-accept--name = { help-init--name }
help-accept--device = { help-init--device }
help-accept--relay = { help-init--relay }
help-accept--unlock = { help-init--unlock }
help-accept--unlock--keyring = { help-init--unlock--keyring }
help-accept--unlock--passphrase = { help-init--unlock--passphrase }
help-accept--unlock--file = { help-init--unlock--file }
help-accept--voucher-file = { help-init--voucher-file }

help-verify = Wörter mit der anderen Person vergleichen
help-verify-examples =
    Beispiele:
      entre verify sam
      entre verify sam --show --qr       nur die Wörter, und ein Bild für eine Kamera
      entre verify sam --answer yes      für Skripte: beide Reihen stimmten überein
help-verify--person = Ein eindeutiger Teil des Namens
help-verify--show = Die Wörter zeigen und nichts fragen
help-verify--again = Noch einmal vergleichen
help-verify--qr = Ein Bild desselben Vergleichs, für eine Kamera
help-verify--answer = Was der Vergleich ergab

help-device = Deine Geräte: auflisten, hinzufügen, bestätigen, dazukommen, umbenennen, entfernen
help-device-list = Deine Geräte
help-device-add = Einen Code für ein weiteres deiner Geräte machen und es einlassen
help-device-add-examples =
    Beispiele:
      entre device add                   zeigt einen Code, wartet auf das neue Gerät und lässt es ein
      entre device add --words           stattdessen sechs Wörter zum Vorsagen
      entre device add --json            nur der Code; weiter mit: entre device confirm
help-device-add--words = Sechs Wörter zum Vorsagen statt eines Codes
help-device-add--kit = Das Wiederherstellungs-Set, wenn die Wurzel nicht mehr auf diesem Gerät ist: `-` liest seine 24 Wörter von stdin
help-device-confirm = Das Gerät einlassen, das den Code eingegeben hat
help-device-confirm-examples =
    Beispiele:
      entre device confirm               zeigt die vier Wörter und fragt
      entre device confirm --answer yes --kit -   für Skripte: Sie stimmen überein; die 24 Wörter kommen von stdin
help-device-confirm--answer = Ob die vier Wörter übereinstimmen
help-device-confirm--kit = { help-device-add--kit }
help-device-confirm--wait = Wie viele Sekunden auf das neue Gerät gewartet wird
help-device-join = Dieses zum neuen Gerät machen: den Code eingeben, den das andere zeigt
help-device-join-examples =
    Beispiele:
      entre device join                  fragt nach dem Code
      entre device join - < code.txt --device desktop
      entre device join --relay wss://relay.example.org copper lantern orbit velvet thimble harbor
help-device-join--code = { help-accept--code }
help-device-join--device = { help-init--device }
help-device-join--relay = Die Adresse des Relays, zu gesprochenen Wörtern
help-device-join--unlock = { help-init--unlock }
help-device-join--unlock--keyring = { help-init--unlock--keyring }
help-device-join--unlock--passphrase = { help-init--unlock--passphrase }
help-device-join--unlock--file = { help-init--unlock--file }
help-device-join--again = Von dem Ordner aus, der da ist, noch einmal bitten: für ein Gerät, das eingelassen war und von dem das Relay und deine anderen Geräte nichts mehr wissen, etwa nach einer zurückgeholten Sicherung. Was es seither geschrieben hat, geht weiter
help-device-join--wait = Wie viele Sekunden auf das andere Gerät gewartet wird
help-device-rename = Ein Gerät anders nennen
help-device-rename-examples =
    Beispiele:
      entre device rename thinkpad "alter Laptop"
help-device-rename--device = Ein eindeutiger Teil seines Namens
help-device-rename--name = Der neue Name
help-device-remove = Ein Gerät von allem aussperren, was ab jetzt geschrieben wird
help-device-remove-examples =
    Beispiele:
      entre device remove phone          fragt vorher
      entre device remove phone --yes
help-device-remove--device = { help-device-rename--device }
help-device-remove--yes = Nicht fragen

help-backup = Wörter zum Wiederherstellen auf Papier, oder alles in einer Datei
help-backup-kit = 24 Wörter auf Papier, die alles zurückbringen
help-backup-kit-examples =
    Beispiele:
      entre backup kit                   zeigt die Wörter und fragt nach dreien davon
      entre backup kit --page kit.html   eine Seite zum Drucken
      entre backup kit --confirm -       die drei Wörter von stdin: Die Wurzel verlässt dann dieses Gerät
help-backup-kit--page = Eine Seite zum Drucken in diese neue Datei schreiben, die nur du lesen kannst
help-backup-kit--confirm = Drei der Wörter, von stdin: beweist, dass du sie hast, und nimmt die Wurzel von diesem Gerät
help-backup-file = Alles auf diesem Gerät in einer Datei, hinter einer Passphrase
help-backup-file-examples =
    Beispiele:
      entre backup file entre-backup.db
      entre backup file entre-backup.db --passphrase-file FILE
help-backup-file--out = Die neue Datei
help-backup-file--passphrase-file = Die Passphrase der Sicherung ist die erste Zeile dieser Datei

help-restore = Alles aus dem Wiederherstellungs-Set oder einer Sicherung zurückholen
help-restore-examples =
    Beispiele:
      entre restore --kit - --relay wss://relay.example.org    die 24 Wörter von stdin
      entre restore --file entre-backup.db
help-restore--kit = Das Wiederherstellungs-Set: `-` liest seine 24 Wörter von stdin
help-restore--file = Eine Sicherung, die `entre backup file` gemacht hat
help-restore--passphrase-file = { help-backup-file--passphrase-file }
help-restore--relay = Die Adresse des Relays, wie sie auf dem Set steht
help-restore--device = { help-init--device }
help-restore--unlock = { help-init--unlock }
help-restore--unlock--keyring = { help-init--unlock--keyring }
help-restore--unlock--passphrase = { help-init--unlock--passphrase }
help-restore--unlock--file = { help-init--unlock--file }

help-people = Die Menschen, die du triffst, und wer was lesen kann
help-people-examples =
    Beispiele:
      entre people
      entre people show sam              wer das lesen kann
      entre people rename sam "Sam O."   nur auf deinen Geräten
      entre people archive sam           das Notizbuch ablegen, für euch beide
      entre people restore sam           und wieder in Gebrauch nehmen
help-people-show = Wer das Notizbuch mit jemandem lesen kann: Personen, Geräte, Relay, und die ehrlichen Grenzen
help-people-show--person = Ein eindeutiger Teil des Namens
help-people-rename = Jemanden anders nennen; die Person erfährt davon nichts
help-people-rename--person = Ein eindeutiger Teil des Namens
help-people-rename--name = Wie du sie ab jetzt nennst
help-people-archive = Ein Notizbuch ablegen: ihr behaltet es beide, niemand schreibt darin
help-people-archive--person = Ein eindeutiger Teil des Namens
help-people-restore = Ein abgelegtes Notizbuch wieder in Gebrauch nehmen
help-people-restore--person = Ein eindeutiger Teil des Namens
help-people-remove = Ein Notizbuch oder eine Einladung auf deinen Geräten beenden; der Name ist zu tippen
help-people-remove--person = Ein eindeutiger Teil des Namens
help-people-remove--confirm = Der ganze Name, wo niemand gefragt werden kann

help-sync-check = Vier Wörter, die zeigen, ob ihr beide alles habt
help-sync-check-examples =
    Beispiele:
      entre sync-check sam               gleicht ab und zeigt dann vier Wörter zum Vergleichen
help-sync-check--person = Ein eindeutiger Teil des Namens

help-agenda = Worüber ihr reden werdet
help-agenda-examples =
    Beispiele:
      entre agenda sam
      entre agenda sam -p                mit deinen privaten Notizen
      entre agenda sam --on 2026-11-17   ein vergangenes Treffen
help-agenda--person = Ein eindeutiger Teil des Namens
help-agenda--private = Auch deine privaten Notizen zeigen
help-agenda--all = Notizen in voller Länge zeigen
help-agenda--on = Das Treffen eines Tages

help-add = Ein Thema, das ihr beide seht
help-add-examples =
    Beispiele:
      entre add sam                      fragt nach dem Text
      entre add sam "Budget der Tagung" --under aspirations
      echo "Budget der Tagung" | entre add sam -
help-add--person = Ein eindeutiger Teil des Namens
help-add--text = Eine Zeile; `-` liest sie von stdin
help-add--under = Die Überschrift, unter der es steht
help-add--under--general = Allgemeines: was zuerst kommt
help-add--under--alignment = Erwartungen: was erwartet wird
help-add--under--progress = Fortschritt: wie die Arbeit läuft
help-add--under--relationships = Zusammenarbeit mit anderen
help-add--under--aspirations = Entwicklung: Lernen, und was danach kommt
help-add--under--next = Nächste Schritte: bis zum nächsten Treffen
help-add--kind = Was für ein Thema es ist
help-add--kind--topic = Irgendetwas
help-add--kind--question = Bittet um eine Antwort
help-add--kind--concern = Etwas lastet auf dir
help-add--kind--roadblock = Etwas steht im Weg
help-add--kind--update = Zur Kenntnis
help-add--kind--idea = Ein Vorschlag
help-add--kind--lesson = Etwas Gelerntes
help-add--kind--win = Etwas, was gut lief
help-add--kind--feedback = Für die andere Person
help-add--editor = Es in deinem Editor schreiben

help-note = Eine Notiz, die nur du siehst
help-note-examples =
    Beispiele:
      entre note sam                     fragt nach dem Text, so steht er nicht im Verlauf deiner Shell
      entre note ba -e                   über ein Thema, in deinem Editor
      entre note sam - < thoughts.md
help-note--about = Eine Person, oder das Kürzel eines Themas oder einer Aufgabe
help-note--text = Die Notiz; `-` liest sie von stdin
help-note--editor = Sie in deinem Editor schreiben
help-note--person = Wo REF gesucht wird

help-edit = Ein Thema, eine Aufgabe oder eine Notiz in deinem Editor
help-edit-examples =
    Beispiele:
      entre edit ba
      entre edit "billing migration"
      entre edit ba - < new.md           für Skripte: Die erste Zeile ist der Titel
help-edit--item = Das Kürzel, oder Wörter aus dem Titel
help-edit--text = `-` liest den neuen Text von stdin, statt den Editor zu öffnen
help-edit--person = { help-note--person }

help-move = Ein Thema nach oben, nach unten oder unter eine andere Überschrift
help-move-examples =
    Beispiele:
      entre move ba up
      entre move ba progress
help-move--item = { help-edit--item }
help-move--to = up (nach oben), down (nach unten), oder eine der sechs Überschriften
help-move--person = { help-note--person }

help-done = Ein Thema oder eine Aufgabe abhaken
help-done-examples =
    Beispiele:
      entre done ba
      entre done billing migration
      entre done ba --undo
help-done--item = { help-edit--item }
help-done--person = { help-note--person }
help-done--undo = Den Haken wegnehmen

help-drop = Ein Thema, eine Aufgabe oder eine Notiz von der Liste nehmen
help-drop--item = { help-edit--item }
help-drop--person = { help-note--person }

help-action = Aufschreiben, wer was tut
help-action-examples =
    Beispiele:
      entre action sam "Das Budget schicken" --who me --due fri
      entre action sam "Den Vorschlag zur Rufbereitschaft schreiben" --who sam --due 2026-11-27
help-action--person = Ein eindeutiger Teil des Namens
help-action--text = { help-add--text }
help-action--who = Wer es tut: me (du), oder der Name der anderen Person
help-action--due = Bis wann: 2026-11-27, fri, today, tomorrow, 3d, 2w
help-action--editor = Sie in deinem Editor schreiben

help-comment = Etwas zu einem Thema sagen; ihr seht es beide
help-comment-examples =
    Beispiele:
      entre comment ba "Ines kann es durchsehen"
      entre comment ba -e
help-comment--item = { help-edit--item }
help-comment--text = Der Kommentar; `-` liest ihn von stdin
help-comment--editor = Ihn in deinem Editor schreiben
help-comment--person = { help-note--person }

help-sync = Jetzt mit der anderen Person abgleichen
help-sync-examples =
    Beispiele:
      entre sync
      entre sync --watch                 verbunden bleiben bis Strg-C
help-sync--watch = Verbunden bleiben und sofort abgleichen

help-relay = Wo alles ausgetauscht wird, und der Umzug zu einem anderen Relay
help-relay-examples =
    Beispiele:
      entre relay                        wo jedes Notizbuch ausgetauscht wird
      entre relay set wss://relay.example.org
      entre relay set wss://relay.example.org --voucher-file vouchers.txt
help-relay-set = Mit allem zu einem anderen Relay umziehen. Die anderen folgen mit ihrem nächsten Abgleich, solange das alte Relay antwortet; sonst sag es ihnen, oder gib ihnen eine Datei (entre export --sealed)
help-relay-set--address = Die neue Adresse: wss://relay.example.org
help-relay-set--voucher-file = Eine Datei mit den Gutscheinen des neuen Relays, einer je Zeile: einer für jedes Notizbuch und einer für deine eigenen Notizen

help-status = Dieses Gerät, das Relay, was wartet

help-log = Was du auf diesem Gerät getan hast
help-log--number = Wie viele Zeilen

help-undo = Zurücknehmen, was du zuletzt getan hast
help-undo-examples =
    Beispiele:
      entre undo                         das Letzte; sagt, ob die andere Person es hat
      entre undo 3
help-undo--count = Wie viele Dinge

help-redo = Noch einmal tun, was du zuletzt zurückgenommen hast
help-redo-examples =
    Beispiele:
      entre redo                         gleich nach entre undo
      entre redo 3
help-redo--count = Wie viele Dinge

help-lock = Deinen Speicher jetzt schließen

help-unlock = Die Passphrase einmal für eine Weile eingeben
help-unlock-examples =
    Beispiele:
      entre unlock                       fragt einmal, dann 15 Minuten lang nicht
      entre unlock --for 8h
      entre lock                         beendet es sofort
help-unlock--for = Für wie lange: 1m bis 24h

help-passphrase = Eine Passphrase für deinen Speicher: setzen, ändern oder entfernen
help-passphrase-examples =
    Beispiele:
      entre passphrase set               aus dem Schlüsselbund oder einer Datei hinter eine Passphrase
      entre passphrase change
      entre passphrase remove --to keyring
help-passphrase-set = Den Schlüssel deines Speichers hinter einer Passphrase aufbewahren
help-passphrase-set--new-file = Sie aus dieser Datei lesen, statt zu fragen (oder `ENTRE_PASSPHRASE_FILE`)
help-passphrase-change = Eine andere Passphrase; deine Notizen werden nicht neu geschrieben
help-passphrase-change--new-file = Die neue aus dieser Datei lesen, statt zu fragen; die alte kann aus `ENTRE_PASSPHRASE_FILE` kommen
help-passphrase-remove = Keine Passphrase mehr: Der Schlüssel kommt dorthin, wo du sagst
help-passphrase-remove--to = Wohin der Schlüssel kommt

help-export = Alles in Dateien: zum Lesen ohne entre, oder versiegelt, zum Übergeben ohne Relay
help-export-examples =
    Beispiele:
      entre export ~/one-to-ones
      entre export ~/one-to-ones --person sam --format markdown
      entre export ~/mine --with-private   deine privaten Notizen in einer eigenen Datei
      entre export ~/raw --format automerge   die Dokumente selbst, für jedes Werkzeug, das automerge liest
      entre export --sealed stick/alex.sealed sam   zum Übergeben an Sam, ohne Relay
      entre export --sealed stick/all.sealed        für deine eigenen Geräte: auch deine privaten Notizen
help-export--out = Ein Ordner, der neu oder leer ist; mit --sealed die Person
help-export--sealed = Eine neue Datei versiegelter Umschläge für `entre import`. Mit einer Person: was du mit ihr teilst, zum Übergeben an sie. Ohne: alles, auch deine versiegelten privaten Notizen, für deine eigenen Geräte. Wer die Datei findet, sieht, was ein Relay sieht
help-export--format = Was geschrieben wird
help-export--format--markdown = Zum Lesen
help-export--format--json = Für Programme, und für entre import
help-export--format--both = Beides
help-export--format--automerge = Die automerge-Dokumente, mit allem, was je darin war, auch gelöschten Texten
help-export--person = Eine Person statt aller
help-export--with-private = Auch deine privaten Notizen, in einer eigenen Datei
help-export--yes = Nicht fragen, bevor private Notizen geschrieben werden

help-import = Eine versiegelte Datei übernehmen, ein exportiertes Notizbuch hereinholen, oder ein Jahr Treffen aus Markdown
help-import-examples =
    Beispiele:
      entre import stick/sam.sealed      was entre export --sealed gemacht hat, dort oder auf deinem anderen Gerät
      entre import sam sam-okoro.json --dry-run   was in dein Notizbuch mit Sam zurückkäme
      entre import sam sam-okoro.json
      entre import sam year.md           ein Jahr Treffen mit Sam aus Markdown
      entre import sam - < year.md
help-import--person = Mit wem das Notizbuch ist: ein eindeutiger Teil des Namens. Für eine versiegelte Datei weglassen
help-import--file = Die Datei; `-` liest sie von stdin
help-import--dry-run = Sagen, was die Datei bringen würde, und nichts ändern
help-import--yes = Nicht fragen: weder bei privaten Notizen noch bei einer Datei, die eine andere Person nennt

help-config = Die Einstellungen dieses Programms: list, get, set, unset, edit, path
help-config-examples =
    Beispiele:
      entre config                               jede Einstellung, und woher sie kommt
      entre config set language de
      entre config set person sam                um wen es geht, wenn ein Befehl niemanden nennt
      entre config unset person
    Eine Option gilt vor der Umgebung, die Umgebung vor der Datei, die Datei vor dem System: entre help config
help-config-list = Jede Einstellung, und woher sie kommt
help-config-get = Eine Einstellung
help-config-get--key = language, color, ascii, quiet, person oder editor
help-config-set = Eine Einstellung in die Datei schreiben
help-config-set--key = { help-config-get--key }
help-config-set--value = Der Wert
help-config-unset = Eine Einstellung aus der Datei nehmen
help-config-unset--key = { help-config-get--key }
help-config-edit = Die Datei in deinem Editor
help-config-path = Wo die Datei ist

help-doctor = Nachsehen, was dieses Gerät aufbewahrt, und es reparieren
help-doctor-examples =
    Beispiele:
      entre doctor                       ist alles in Ordnung? Ändert nichts
      entre doctor --no-network          ohne die Relays zu fragen
      entre doctor --repair              macht neu, was sich neu machen lässt
help-doctor--repair = Dokumente aus den versiegelten Umschlägen und dem, was wartet, neu machen, und eine beschädigte Datei neu schreiben aus dem, was sich von ihr lesen lässt. Eine Kopie von vorher bleibt im Ordner; was du geschrieben und nicht gesendet hast, wird nie weggeworfen
help-doctor--no-network = Kein Relay fragen

help-help = Hilfe zu einem Befehl oder einem Thema
help-help--subject = Ein Befehl, oder eines von: privacy, offline, devices, words, keys, reminders, config, json, exit-codes

help-prep = Was hilft, das nächste Treffen vorzubereiten
help-prep-examples =
    Beispiele:
      entre prep sam
      entre prep sam -p                          mit deinen privaten Notizen
help-prep--person = Ein eindeutiger Teil des Namens
help-prep--private = { help-agenda--private }

help-meet = Das Treffen führen, Zeile für Zeile
help-meet-examples =
    Beispiele:
      entre meet sam                             das Treffen von heute
      entre meet sam --extra                     nicht das nächste: ein eigenes
      Was du eintippst, steht in den Notizen des Themas. Ein Buchstabe und eine Leerstelle sind ein Befehl; ? zählt sie auf.
help-meet--person = Ein eindeutiger Teil des Namens
help-meet--minutes = Wie viel Zeit ihr habt, in Minuten
help-meet--no-talk-time = Nicht zählen, wer redet
help-meet--instead = Das nächste Treffen jetzt halten, ohne Frage
help-meet--extra = Ein eigenes Treffen neben der Regel, ohne Frage

help-checkin = Wie es dir geht; nur du siehst es, bis du es teilst
help-checkin-examples =
    Beispiele:
      entre checkin sam --mood 4 --workload 3 --word "müde, aber stolz"
      entre checkin sam                          wie es über die Zeit war
      entre checkin share sam                    eine Kopie des letzten, für euch beide
help-checkin--person = Ein eindeutiger Teil des Namens
help-checkin--mood = Von 1 (schlecht) bis 5 (gut)
help-checkin--workload = Von 1 (wenig) bis 5 (zu viel)
help-checkin--word = Ein paar Worte

help-checkin-share = Eine Kopie teilen; die anderen bleiben deine
help-checkin-share--person = Ein eindeutiger Teil des Namens
help-checkin-share--on = Das von einem Treffen; sonst das letzte

help-talk = Wer geredet hat, sobald ihr es beide zählt
help-talk-examples =
    Beispiele:
      entre talk sam                             wer geredet hat, wo ihr es beide zählt
      entre talk sam --on                        zählen, sobald Sam es auch will
      entre talk sam --aim 90                    der Anteil der Seite, die berichtet
help-talk--person = Ein eindeutiger Teil des Namens
help-talk--on = Redezeit zählen
help-talk--off = Sie nicht mehr zählen
help-talk--aim = Der Anteil, den die berichtende Seite haben soll, in Prozent

help-decide = Aufschreiben, was entschieden wurde
help-decide-examples =
    Beispiele:
      entre decide sam "Der schlichtere Entwurf, hinter einem Schalter"
      entre decide sam "Jonas entscheidet" --on ba   in den Notizen eines Themas
help-decide--person = Ein eindeutiger Teil des Namens
help-decide--text = { help-add--text }
help-decide--on = Das Thema, in dessen Notizen es steht; sonst die des Treffens

help-recap = Die Zusammenfassung eines Treffens, zum Weitergeben
help-recap-examples =
    Beispiele:
      entre recap sam                            das letzte Treffen
      entre recap sam --on 2026-11-17 --format markdown
      entre recap sam --format eml --out recap.eml
      Was herausgeschrieben wird, ist nicht mehr versiegelt. Private Notizen sind nie darin.
help-recap--person = Ein eindeutiger Teil des Namens
help-recap--on = Das Treffen eines Tages
help-recap--format = text, markdown, html oder eml
help-recap--out = Eine neue Datei, in die geschrieben wird

help-history = Die Treffen bisher
help-history-examples =
    Beispiele:
      entre history sam
      entre history sam -n 52                    ein Jahr
help-history--person = Ein eindeutiger Teil des Namens
help-history--number = Wie viele Treffen
help-history--since = Nur Treffen von diesem Tag an

help-actions = Wer was zugesagt hat
help-actions-examples =
    Beispiele:
      entre actions                              mit allen
      entre actions sam --late
      entre actions --mine --all                 auch erledigte
help-actions--person = Ein eindeutiger Teil des Namens
help-actions--mine = Nur deine
help-actions--theirs = Nur die der anderen Seite
help-actions--late = Nur überfällige
help-actions--all = Auch erledigte

help-search = Alles auf diesem Gerät, worin alle Wörter vorkommen
help-search-examples =
    Beispiele:
      entre search billing
      entre search "design review" --person sam
      entre search promotion -p                  auch private Zeilen zeigen
      Alle Wörter müssen vorkommen. Alles liegt auf diesem Gerät; niemand wird gefragt.
help-search--words = Die Wörter
help-search--person = Nur mit dieser Person
help-search--private = Die Zeilen zeigen, die nur du siehst
help-search--since = Nur von diesem Tag an

help-changes = Wer was an einem Thema, einer Aufgabe, einem Ziel oder einem Treffen geändert hat; jeder frühere Stand
help-changes-examples =
    Beispiele:
      entre changes ba                           wer was geändert hat, das Neueste zuerst
      entre changes ba --at 3                    wie es gleich nach Änderung 3 war
      entre changes ba --restore 3               Titel und Text, wie sie damals waren
      entre changes 2026-11-17 --person sam      ein Treffen
help-changes--item = Der kurze Name oder Wörter aus dem Titel eines Themas, einer Aufgabe oder eines Ziels; oder der Tag eines Treffens
help-changes--at = Zeigen, wie es gleich nach dieser Änderung war
help-changes--restore = Titel und Text wiederherstellen, wie sie gleich nach dieser Änderung waren; eine neue Änderung, die undo zurücknimmt
help-changes--person = Wo REF gesucht wird

help-overview = Alle auf einen Blick
help-overview-examples =
    Beispiele:
      entre overview
      entre overview --all                       auch abgelegte Notizbücher
help-overview--all = Auch abgelegte Notizbücher

help-handover = Was mit deiner nächsten Führungskraft weitergeht; das bisherige Notizbuch wird zum Archiv
help-handover-examples =
    Beispiele:
      entre handover sam --to noor                          fragt nach jedem, was offen ist
      entre handover sam --to noor --topics ba ki --goals labels --dry-run
      entre handover sam --to noor --topics ba ki --goals labels --yes
    Das kann nur, wer geführt wird. Das Notizbuch mit Sam wird ein Archiv, das ihr beide behaltet.
help-handover--person = Die bisherige Führungskraft: ein eindeutiger Teil des Namens
help-handover--to = Die nächste Führungskraft, mit der du hier schon verbunden bist
help-handover--pick = Nach jedem fragen, was offen ist
help-handover--topics = Themen, die weitergehen
help-handover--actions = Aufgaben, die weitergehen
help-handover--goals = Ziele, die weitergehen, mit ihren Messgrößen und ihrem Stand
help-handover--private = Eigene private Notizen, die weitergehen; auch die Kopien sind privat
help-handover--with-notes = Auch die gemeinsamen Texte unter Themen, Aufgaben und Zielen, die ihr beide geschrieben habt
help-handover--dry-run = Nur zeigen, was gesendet würde
help-handover--yes = Am Ende nicht fragen

help-goals = Ziele: auflisten, setzen, messen, Stand, schließen
help-goals-examples =
    Beispiele:
      entre goals sam
      entre goals add sam "Etiketten schnell genug für Läden am selben Tag" --due 2026-06-30
      entre goals measure ba "p95 latency" --from 900 --to 300 --unit ms
      entre goals progress ba latency=420 --confidence medium --note "ein Anbieter fehlt"
      entre goals close ba
help-goals--person = Ein eindeutiger Teil des Namens

help-goals-add = Ein Ziel setzen
help-goals-add--person = Ein eindeutiger Teil des Namens
help-goals-add--text = { help-add--text }
help-goals-add--kind = okr, development oder career
help-goals-add--who = Wessen: me, oder der Name der anderen Seite; sonst das der berichtenden Seite
help-goals-add--due = Bis wann

help-goals-show = Ein Ziel mit allem, was dazu gesagt wurde
help-goals-show--goal = { help-edit--item }
help-goals-show--person = { help-note--person }

help-goals-measure = Sagen, woran ein Ziel gemessen wird
help-goals-measure--goal = { help-edit--item }
help-goals-measure--person = { help-note--person }
help-goals-measure--name = Was gezählt oder gemessen wird
help-goals-measure--from = Die Zahl am Anfang
help-goals-measure--to = Die Zahl, die zu erreichen ist; sie darf kleiner sein
help-goals-measure--unit = In welcher Einheit: ms, %, Reviews

help-goals-progress = Sagen, wie ein Ziel steht
help-goals-progress--goal = { help-edit--item }
help-goals-progress--person = { help-note--person }
help-goals-progress--values = Eine Zahl für das einzige Maß, oder `NAME=ZAHL` für jedes
help-goals-progress--confidence = low, medium oder high
help-goals-progress--note = Ein paar Worte; ihr seht sie beide

help-goals-close = Erreicht, oder aufgegeben
help-goals-close--goal = { help-edit--item }
help-goals-close--person = { help-note--person }
help-goals-close--dropped = Mit Absicht aufgegeben, nicht erreicht

help-goals-reopen = Ein geschlossenes Ziel wieder öffnen
help-goals-reopen--goal = { help-edit--item }
help-goals-reopen--person = { help-note--person }

help-feedback = Rückmeldungen in beide Richtungen: draft, share, ack
help-feedback-examples =
    Beispiele:
      entre feedback sam                         was gesagt wurde, in beide Richtungen
      entre feedback draft sam                   nur du siehst es, bis du es teilst
      entre feedback share ba
      entre feedback ack ki                      sagen, dass du es gelesen hast
help-feedback--person = Ein eindeutiger Teil des Namens
help-feedback--private = Auch deine Entwürfe zeigen

help-feedback-draft = Eine Rückmeldung schreiben, die nur du siehst, bis du sie teilst
help-feedback-draft--person = Ein eindeutiger Teil des Namens
help-feedback-draft--text = Der Text; `-` liest ihn von stdin
help-feedback-draft--editor = { help-add--editor }

help-feedback-share = Eine Kopie eines Entwurfs schicken; der Entwurf bleibt deiner
help-feedback-share--item = Das Kürzel, oder Wörter aus der ersten Zeile
help-feedback-share--person = { help-note--person }
help-feedback-share--yes = Nicht vorher fragen

help-feedback-ack = Sagen, dass du sie gelesen hast
help-feedback-ack--item = { help-feedback-share--item }
help-feedback-ack--person = { help-note--person }

help-win = Etwas, das gelungen ist
help-win-examples =
    Beispiele:
      entre win sam "Den Konflikt aus zwei Kurven gefunden" --about sam
      entre win sam                              alle, nach Monaten
help-win--person = Ein eindeutiger Teil des Namens
help-win--text = Eine Zeile; ohne sie alle
help-win--about = Wessen: me, oder der Name der anderen Seite

help-lesson = Etwas, das gelernt wurde
help-lesson-examples =
    Beispiele:
      entre lesson sam "Zuerst die Vertragspartei fragen"
      entre lesson sam                           alle, nach Quartalen
help-lesson--person = Ein eindeutiger Teil des Namens
help-lesson--text = { help-win--text }
help-lesson--about = { help-win--about }

help-off = Freie Tage, und die Treffen, die sie betreffen
help-off-examples =
    Beispiele:
      entre off list sam
      entre off add sam 2026-12-21 2026-12-31
      entre off add sam fri --who sam --note "beantragt"
      entre off remove ba

help-off-list = Freie Tage, und die Treffen, die sie betreffen
help-off-list--person = Ein eindeutiger Teil des Namens
help-off-list--all = Auch Tage, die vorbei sind

help-off-add = Sagen, wer weg ist; niemand fragt, warum
help-off-add--person = Ein eindeutiger Teil des Namens
help-off-add--from = Der erste Tag
help-off-add--to = Der letzte Tag; ohne ihn der erste
help-off-add--who = Wer weg ist: me, oder der Name der anderen Seite
help-off-add--note = Was die andere Seite wissen soll; ihr seht es beide

help-off-remove = Freie Tage wegnehmen
help-off-remove--item = { help-feedback-share--item }
help-off-remove--person = { help-note--person }

help-priorities = Was für das Team zuerst kommt
help-priorities-examples =
    Beispiele:
      entre priorities sam                       was zuerst kommt, und seit wann
      entre priorities sam -e                    in deinem Editor
      entre priorities sam --looked              stimmt noch, Stand heute
help-priorities--person = Ein eindeutiger Teil des Namens
help-priorities--editor = In deinem Editor schreiben
help-priorities--stdin = Die ganze Notiz von stdin lesen
help-priorities--looked = Sagen, dass sie heute angesehen wurde

help-ask = Fragen zum Anfangen, die nicht kürzlich gestellt wurden
help-ask-examples =
    Beispiele:
      entre ask sam                              drei Fragen, die nicht kürzlich gestellt wurden
      entre ask sam --under aspirations --all
      entre ask use general-03 sam               auf die Agenda
      entre ask add "Worüber hast du gelacht?"   eine eigene
help-ask--person = Ein eindeutiger Teil des Namens
help-ask--under = Nur Fragen zu einer Überschrift
help-ask--all = Nicht nur drei

help-ask-use = Eine Frage auf die Agenda setzen
help-ask-use--question = Der Name der Frage
help-ask-use--person = Ein eindeutiger Teil des Namens

help-ask-add = Eine eigene Frage behalten; niemand sonst hat sie
help-ask-add--text = { help-add--text }
help-ask-add--under = Unter welcher Überschrift sie gestellt wird
help-ask-add--answers = Wer antwortet: manager, report oder both

help-ask-remove = Eine eigene Frage wegnehmen
help-ask-remove--question = { help-ask-use--question }

help-template = Vorlagen für eine Agenda: list, show, apply, save, add, remove
help-template-examples =
    Beispiele:
      entre template list
      entre template apply first sam
      entre template save "Unser Review" sam --on 2026-06-16
      entre template show weekly > weekly.txt    Text, den du allen geben kannst
      entre template add weekly.txt --name meine

help-template-list = Alle Vorlagen

help-template-show = Der Text einer Vorlage
help-template-show--name = Der Name der Vorlage

help-template-apply = Die Themen einer Vorlage auf die Agenda setzen
help-template-apply--name = { help-template-show--name }
help-template-apply--person = Ein eindeutiger Teil des Namens

help-template-save = Aus einer Agenda eine Vorlage machen
help-template-save--name = Wie die Vorlage heißen soll
help-template-save--person = Ein eindeutiger Teil des Namens
help-template-save--on = Das Treffen eines Tages, statt des nächsten

help-template-add = Eine Vorlage aus einer Datei aufnehmen
help-template-add--file = Die Datei; `-` liest von stdin
help-template-add--name = Wie die Vorlage heißen soll, statt des Namens darin

help-template-remove = Eine eigene Vorlage wegnehmen
help-template-remove--name = { help-template-show--name }

help-every = Wann ihr euch trefft: eine Regel, und die nächsten Termine
help-every-examples =
    Beispiele:
      entre every sam "weekly tue 10:00" --minutes 30
      entre every sam "alle 2 wochen do 14:30" --tz Europe/Lisbon
      entre every sam                            wann ihr euch trefft, und die nächsten Termine
help-every--person = Ein eindeutiger Teil des Namens
help-every--rule = Wie oft, an welchem Tag, und wann; oder `never`
help-every--tz = Die Zeitzone, in der die Uhrzeit gleich bleibt, mit ihrem IANA-Namen
help-every--minutes = Wie lange, in Minuten
help-every--from = Der erste Tag, ab dem die Regel zählt
help-every--until = Der letzte Tag, an dem ihr euch trefft

help-skip = Ein Treffen auslassen; was offen ist, wartet auf das nächste
help-skip-examples =
    Beispiele:
      entre skip sam                             das nächste Treffen
      entre skip sam 2026-07-21 --why "im Urlaub"
help-skip--person = Ein eindeutiger Teil des Namens
help-skip--date = Der Tag des Treffens; ohne ihn das nächste
help-skip--why = Ein Grund; ihr seht ihn beide

help-cancel = Ein Treffen absagen; was offen ist, wartet auf das nächste
help-cancel-examples =
    Beispiele:
      entre cancel sam                           das nächste Treffen
      entre cancel sam 2026-12-22 --why "Büro geschlossen"
help-cancel--person = Ein eindeutiger Teil des Namens
help-cancel--date = Der Tag des Treffens; ohne ihn das nächste
help-cancel--why = Ein Grund; ihr seht ihn beide

help-reschedule = Ein anderer Tag oder eine andere Uhrzeit für ein Treffen
help-reschedule-examples =
    Beispiele:
      entre reschedule sam "do 15:00"            das nächste Treffen
      entre reschedule sam "2026-03-19 10:00" --of 2026-03-17 --why "beim Kunden"
help-reschedule--person = Ein eindeutiger Teil des Namens
help-reschedule--to = Der neue Tag und die Uhrzeit; ohne Uhrzeit die übliche
help-reschedule--of = Der Tag des Treffens; ohne ihn das nächste
help-reschedule--why = Ein Grund; ihr seht ihn beide

help-overflow = Mehr Zeit für ein Treffen, das nicht reichte, mit dem, was darin geparkt wurde
help-overflow-examples =
    Beispiele:
      entre overflow sam "do 15:00" --minutes 45
      entre overflow sam "2026-06-18 15:00" --of 2026-06-16
help-overflow--person = Ein eindeutiger Teil des Namens
help-overflow--starts = Tag und Uhrzeit
help-overflow--minutes = Wie lange, in Minuten; sonst so lange wie üblich
help-overflow--of = Der Tag des Treffens, das nicht reichte; ohne ihn das von heute oder das letzte
help-overflow--why = Ein Grund; ihr seht ihn beide

help-extra = Ein Treffen mehr neben der Regel
help-extra-examples =
    Beispiele:
      entre extra sam "fr 9:00" --why "vor dem Review"
help-extra--person = Ein eindeutiger Teil des Namens
help-extra--starts = Tag und Uhrzeit
help-extra--minutes = Wie lange, in Minuten; sonst so lange wie üblich
help-extra--why = Ein Grund; ihr seht ihn beide

help-headings = Die sechs Überschriften, und wie ihr beide sie nennt
help-headings-examples =
    Beispiele:
      entre headings sam                           alle sechs
      entre headings sam alignment "Richtung"      ihr seht es beide von jetzt an
      entre headings sam alignment --reset         wieder der übliche Name
help-headings--person = Ein eindeutiger Teil des Namens
help-headings--heading = Welche: ihr Wort, oder wie sie heißt
help-headings--name = Wie sie von jetzt an heißt
help-headings--reset = Ihr den üblichen Namen zurückgeben

help-title = Wie euer Notizbuch heißt
help-title-examples =
    Beispiele:
      entre title sam                              wie euer Notizbuch heißt
      entre title sam "Das Team wächst"
      entre title sam --none
help-title--person = Ein eindeutiger Teil des Namens
help-title--title = Eine Zeile; ihr seht sie beide
help-title--none = Den Titel wegnehmen

help-place = Wo ihr euch trefft: gewöhnlich, oder dieses eine Mal
help-place-examples =
    Beispiele:
      entre place sam "Raum 4"                     wo ihr euch gewöhnlich trefft
      entre place sam "Am Fluss" --on tue          dieses eine Mal
      entre place sam --on tue --none              wieder wie üblich
help-place--person = Ein eindeutiger Teil des Namens
help-place--place = Eine Zeile; ihr seht sie beide
help-place--on = Nur das Treffen dieses Tages
help-place--none = Den Ort wegnehmen

help-under = Ein Thema, das Teil eines anderen ist
help-under-examples =
    Beispiele:
      entre under ba ki                            ba ist von jetzt an Teil von ki
      entre under ba --none                        ba steht für sich
help-under--item = Das Thema: sein kurzer Name, oder Wörter aus dem Titel
help-under--parent = Das Thema, dessen Teil es ist
help-under--none = Es für sich stehen lassen
help-under--person = Wo REF gesucht wird

help-link = Das Ziel, für das ein Thema oder eine Aufgabe da ist
help-link-examples =
    Beispiele:
      entre link ba labels                         für das Ziel mit „labels“ im Titel
      entre link ba --none
help-link--item = Das Thema oder die Aufgabe: der kurze Name, oder Wörter aus dem Titel
help-link--goal = Das Ziel: sein kurzer Name, oder Wörter aus dem Titel
help-link--none = Für kein Ziel mehr
help-link--person = Wo REF und GOAL gesucht werden

help-blocked = Wer oder was ein Hindernis aus dem Weg räumen kann
help-blocked-examples =
    Beispiele:
      entre blocked ba me                          du kannst es aus dem Weg räumen
      entre blocked ba "der neue Vertrag"
      entre blocked ba --none                      nichts steht mehr im Weg
help-blocked--item = Das Thema: sein kurzer Name, oder Wörter aus dem Titel
help-blocked--by = Wer oder was es frei machen kann: me, der Name der anderen Person, oder ein paar Wörter
help-blocked--none = Nichts steht mehr im Weg
help-blocked--person = Wo REF gesucht wird

help-react = Einem Thema oder einer Aufgabe ein Zeichen geben; noch einmal dasselbe nimmt es weg
help-react-examples =
    Beispiele:
      entre react ba +1
      entre react ba heart                         noch einmal dasselbe nimmt es weg
    Zeichen: +1, heart, laugh, party, thanks, eyes
help-react--item = Das Thema oder die Aufgabe: der kurze Name, oder Wörter aus dem Titel
help-react--sign = +1, heart, laugh, party, thanks oder eyes
help-react--person = Wo REF gesucht wird

help-park = Themen für die Verlängerung dieses Treffens aufheben
help-park-examples =
    Beispiele:
      entre park ba ki                           die Verlängerung dieses Treffens nimmt sie auf
help-park--items = Die Kürzel von Themen
help-park--person = { help-note--person }

help-snooze = Ein Thema bis zu einem Tag von der Agenda nehmen
help-snooze-examples =
    Beispiele:
      entre snooze ba 2w
      entre snooze ba 2027-01-08
      entre snooze ba now                        wieder auf die Agenda
help-snooze--item = { help-edit--item }
help-snooze--until = Der erste Tag, an dem es wieder da ist: 2026-11-27, fr, 3d, 2w, now
help-snooze--person = { help-note--person }

help-carry = Ein geparktes, besprochenes oder weggelegtes Thema, wieder auf der nächsten Agenda
help-carry--item = { help-edit--item }
help-carry--person = { help-note--person }

help-completions = Vervollständigung für eine Shell
help-completions-examples =
    Beispiele:
      entre completions bash > ~/.local/share/bash-completion/completions/entre
      entre completions zsh > ~/.zfunc/_entre
      entre completions fish > ~/.config/fish/completions/entre.fish
help-completions--shell = bash, zsh, fish oder powershell

help-man = Handbuchseiten
help-man-examples =
    Beispiele:
      entre man --out ~/.local/share/man/man1    eine Seite für jeden Befehl
help-man--out = Der Ordner, in den die Seiten geschrieben werden

help-remind = Eine Zeile, wenn ein Treffen nah ist, für Zeitgeber; nie, worum es geht
help-remind-examples =
    Beispiele:
      entre remind                               eine Zeile, wenn ein Treffen in 15 Minuten beginnt, sonst nichts
      entre remind --within 1h --names
      entre remind --once                        eine Zeile für jedes Treffen, wie oft auch gefragt wird
    Exit-Codes: 0 ein Treffen ist nah, 1 keines, 6 der Speicher ist verschlossen. Wie man es laufen lässt: entre help reminders
help-remind--within = Wie nah: 1m bis 7d
help-remind--names = Sagen, mit wem; sonst verrät nichts, wer sich trifft
help-remind--once = Nichts von einem Treffen sagen, von dem schon die Rede war

help-ics = Eure Treffen für einen anderen Kalender
help-ics-examples =
    Beispiele:
      entre ics export sam --out sam.ics         für deinen Kalender: wann ihr euch trefft, und sonst nichts
      entre ics export sam --title "Fokus" --remind 0
      entre ics import calendar.ics --dry-run    was du seither in deinem Kalender verschoben hast
      entre ics import calendar.ics sam
help-ics-export = Eure Treffen als Kalenderdatei
help-ics-export--person = Ein eindeutiger Teil des Namens
help-ics-export--out = Eine neue Datei; ohne sie ins Terminal oder in eine Pipe
help-ics-export--title = Wie jedes Treffen im Kalender heißt
help-ics-export--remind = Wie viele Minuten davor der Kalender erinnert; 0 für gar nicht
help-ics-import = Übernehmen, was in einem Kalender verschoben oder abgesagt wurde. Was die Datei nicht nennt, bleibt
help-ics-import--file = Eine Datei, die als eine von entre ics export begann; `-` liest sie von stdin
help-ics-import--person = Eine Person statt aller, deren Treffen darin stehen: ein eindeutiger Teil des Namens
help-ics-import--dry-run = Sagen, was sich ändern würde, und nichts ändern
help-ics-import--yes = Nicht fragen
