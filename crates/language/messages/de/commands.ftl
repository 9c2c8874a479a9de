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
help-root-after = Ohne Befehl: heute. Mehr: entre help privacy|offline|devices|words|keys|json|exit-codes
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
help-people-show = Wer das Notizbuch mit jemandem lesen kann: Personen, Geräte, Relay, und die ehrlichen Grenzen
help-people-show--person = Ein eindeutiger Teil des Namens
help-people-rename = Jemanden anders nennen; die Person erfährt davon nichts
help-people-rename--person = Ein eindeutiger Teil des Namens
help-people-rename--name = Wie du sie ab jetzt nennst

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
help-undo--count = Wie viele Dinge

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
      entre export --sealed stick/alex.sealed sam   zum Übergeben an Sam, ohne Relay
      entre export --sealed stick/all.sealed        für deine eigenen Geräte: auch deine privaten Notizen
help-export--out = Ein Ordner, der neu oder leer ist; mit --sealed die Person
help-export--sealed = Eine neue Datei versiegelter Umschläge für `entre import`. Mit einer Person: was du mit ihr teilst, zum Übergeben an sie. Ohne: alles, auch deine versiegelten privaten Notizen, für deine eigenen Geräte. Wer die Datei findet, sieht, was ein Relay sieht
help-export--format = Was geschrieben wird
help-export--format--markdown = Zum Lesen
help-export--format--json = Für Programme
help-export--format--both = Beides
help-export--person = Eine Person statt aller
help-export--with-private = Auch deine privaten Notizen, in einer eigenen Datei
help-export--yes = Nicht fragen, bevor private Notizen geschrieben werden

help-import = Eine versiegelte Datei übernehmen, oder ein Jahr Treffen aus Markdown
help-import-examples =
    Beispiele:
      entre import stick/sam.sealed      was entre export --sealed gemacht hat, dort oder auf deinem anderen Gerät
      entre import sam year.md           ein Jahr Treffen mit Sam aus Markdown
      entre import sam - < year.md
help-import--person = Mit wem diese Treffen waren: ein eindeutiger Teil des Namens. Für eine versiegelte Datei weglassen
help-import--file = Die Datei; `-` liest sie von stdin

help-doctor = Nachsehen, was dieses Gerät aufbewahrt, und es reparieren
help-doctor-examples =
    Beispiele:
      entre doctor                       ist alles in Ordnung? Ändert nichts
      entre doctor --no-network          ohne die Relays zu fragen
      entre doctor --repair              macht neu, was sich neu machen lässt
help-doctor--repair = Dokumente aus den versiegelten Umschlägen und dem, was wartet, neu machen, und eine beschädigte Datei neu schreiben aus dem, was sich von ihr lesen lässt. Eine Kopie von vorher bleibt im Ordner; was du geschrieben und nicht gesendet hast, wird nie weggeworfen
help-doctor--no-network = Kein Relay fragen

help-help = Hilfe zu einem Befehl oder einem Thema
help-help--subject = Ein Befehl, oder eines von: privacy, offline, devices, words, keys, json, exit-codes
