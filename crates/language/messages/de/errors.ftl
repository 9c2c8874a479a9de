### Woran mehrere Befehle scheitern: der Speicher, die Festplatte, Texte, was beschädigt ist.

store-newer = dieser Speicher wurde von einer neueren Version von entre geschrieben
store-newer-format = er hat Format { $found }, dieses Programm kennt Formate bis { $known }; nichts wurde geändert
try-newer-version = installiere die neuere Version auf diesem Gerät
disk-full = die Festplatte ist voll, deshalb wurde nichts geschrieben
before-unharmed = was vorher da war, ist unversehrt
try-free-space = schaffe Platz und gib denselben Befehl noch einmal ein
store-read-only = der Speicher kann nicht beschrieben werden (Datei oder Ordner nur lesbar)
try-folder-rights = prüfe Eigentümer und Rechte des Ordners, in dem er liegt
store-busy = ein anderes entre schreibt und wurde nicht rechtzeitig fertig
try-again = gib den Befehl noch einmal ein
store-altered = etwas im Speicher lässt sich mit seinem Schlüssel nicht öffnen
store-altered-why = die Datei wurde verändert oder aus zwei Speichern zusammengesetzt; nichts wurde geändert
try-restore-folder = stelle den Ordner aus einer Sicherung wieder her, oder verbindet euch neu, im selben Raum
store-unreadable = der Speicher kann nicht gelesen werden
store-damaged = die Datei ist beschädigt oder kein Speicher; nichts wurde geändert
store-unusable = der Speicher konnte nicht benutzt werden: { $other }

record-unreadable = ein Eintrag im Speicher kann nicht gelesen werden
record-unreadable-why = vielleicht hat ihn eine neuere Version geschrieben; nichts wurde geändert
internal-error = interner Fehler: { $what }
internal-unharmed = deine Notizen sind unberührt; nichts wurde geschrieben

no-home = es gibt keinen Ordner, in dem etwas aufbewahrt werden kann
try-home = nenne einen: entre --home DIR …   oder setze ENTRE_HOME
path-read-only = { $path } kann nicht beschrieben werden
try-that-folder-rights = prüfe Eigentümer und Rechte dieses Ordners
path-error = { $path }: { $error }

document-try-sync = entre sync     baut nichts neu auf, bewahrt aber, was da ist
behind = in einem Notizbuch fehlen Änderungen von dir selbst, darum kann dort gerade nichts geschrieben werden
behind-why = es wurde repariert, und worauf sie bauen, ist noch nicht wieder da; was du jetzt schreibst, käme an ihre Stelle
behind-try = entre sync     holt das Fehlende wieder; dann geht es weiter
behind-try-file = entre import DATEI     dasselbe, mit einer versiegelten Datei, in der es ist

undo-too-late = das lässt sich nicht mehr zurücknehmen
nothing-changed = nichts wurde geändert

home-exists = hier ist schon jemand eingerichtet
home-exists-where = der Speicher ist in { $folder }
home-exists-try = entre     zeigt, wem er gehört
store-empty = im Speicher ist nichts
store-empty-why = die Datei daneben, deren Name auf -wal endet, gehört dazu und fehlt oder wurde abgeschnitten; nichts wurde geändert
store-empty-try = lege beide Dateien wieder zusammen, oder stelle den Ordner aus einer Sicherung wieder her
bad-name = dieser Name geht nicht
bad-name-why = ein Name hat 1 bis 80 Zeichen, und keine, die den Bildschirm steuern
text-meant-as = nichts wurde geändert; gemeint war { $what ->
        [topic] ein Thema
        [action] eine Aufgabe
        [note] eine Notiz
        [comment] ein Kommentar
        [title] ein Titel
        [goal] ein Ziel
        [measure] ein Maß
        [decision] eine Entscheidung
        [question] eine Frage
        [template] der Name einer Vorlage
        [reason] ein Grund
        [feedback] eine Rückmeldung
        [word] ein paar Worte
       *[device] ein Gerätename
    }
not-set-up = hier ist noch niemand eingerichtet
not-set-up-where = nachgesehen in { $folder }
not-set-up-try = entre init --name "Dein Name" --relay wss://…
try-accept = entre accept     wenn dir jemand einen Code geschickt hat

io-not-found = Datei oder Ordner nicht gefunden (Fehler { $number } des Systems)
io-denied = keine Berechtigung (Fehler { $number } des Systems)
io-exists = gibt es schon (Fehler { $number } des Systems)
io-is-folder = ist ein Ordner (Fehler { $number } des Systems)
io-no-folder = ist kein Ordner (Fehler { $number } des Systems)
text-empty = der Text ist leer
text-too-long = der Text hat { $length } Zeichen; höchstens { $limit } passen hier
note-too-long = die Notiz hat { $length } Bytes; höchstens { $limit } passen
text-control = der Text enthält ein Steuerzeichen (U+{ $code })
text-line-break = dieser Text ist eine Zeile; er enthält einen Zeilenumbruch
text-direction = der Text enthält ein Zeichen, das die Leserichtung dreht (U+{ $code })
splice-past-end = eine Änderung eines Textes reicht über sein Ende hinaus
splice-cuts = eine Änderung eines Textes schneidet ein Zeichen entzwei
edit-other-document = das gehört zu einem anderen Dokument
edit-no-item = das gibt es nicht
edit-no-comment = diesen Kommentar gibt es nicht
edit-position = das ist kein Platz in einer Liste
edit-minutes = die Länge ist 1 bis 1440 Minuten
edit-time-zone = es gibt keine Zeitzone dieses Namens
edit-other-quarter = das Treffen gehört in ein anderes Quartal
edit-key = das ist weder der Name einer Einstellung noch eines Notizbuchs
store-missing = hier ist kein Speicher
store-exists = hier ist schon ein Speicher
store-no-document = der Speicher hat kein solches Dokument
store-document-exists = der Speicher hat dieses Dokument schon
store-no-envelope = der Speicher hat keinen solchen Umschlag
store-no-entry = das Protokoll hat keinen solchen Eintrag
store-undone = das Schreiben wurde durch einen früheren Fehler rückgängig gemacht
store-disk = die Datei des Speichers kann nicht benutzt werden
store-database = die Datenbank des Speichers hat versagt

edit-rating = Stimmung und Pensum gehen von 1 bis 5
edit-percent = ein Anteil geht von 0 bis 100 Prozent
edit-days = der letzte Tag liegt vor dem ersten
edit-own-parent = ein Thema kann kein Teil von sich selbst sein
edit-values = zu einem Stand gehören höchstens 64 Zahlen
edit-document = das Dokument ließ sich nicht ändern
