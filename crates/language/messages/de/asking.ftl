### Fragen, eingegebene Texte und Fehler auf der Befehlszeile.

number-please = Eine Zahl von 1 bis { $count }, bitte.
yes-no-later = {"  "}j ja   n nein   Enter später
line-not-utf8 = diese Zeile ist kein gültiger UTF-8-Text, also ist nichts geschehen
stopped-unchanged = angehalten; nichts wurde geändert
answers-yes = j ja
answers-no = n nein
nobody-to-ask = { $missing }, und niemand ist da, den man fragen könnte (kein Terminal, oder --no-input)

ask-passphrase = Passphrase
locked-nobody = dieser Speicher ist gesperrt, und niemand ist da, den man fragen könnte
locked-nobody-why = sein Schlüssel liegt hinter deiner Passphrase; nichts wurde gelesen oder geändert
locked-try-unlock = entre unlock     an einem Terminal, einmal für 15 Minuten
try-passphrase-file = ENTRE_PASSPHRASE_FILE=FILE vor dem Befehl
no-network = das Netz kann nicht benutzt werden: { $error }
passphrase-file-unreadable = die Datei mit der Passphrase, { $path }, kann nicht gelesen werden
editor-header = Diese Zeilen am Anfang fallen weg; alle anderen bleiben.
missing-text = kein Text angegeben
try-text-behind = derselbe Befehl mit dem "Text" dahinter
try-text-stdin = echo Text | derselbe Befehl mit -
missing-passphrase = keine Passphrase angegeben

editor-or-stdin = derselbe Befehl mit -     liest den Text von stdin
editor-not-started = der Editor „{ $name }“ konnte nicht gestartet werden: { $error }
editor-failed = der Editor „{ $name }“ ist gescheitert
editor-unreadable = was der Editor geschrieben hat, kann nicht gelesen werden: { $error }
editor-left = der Editor „{ $name }“ war zu Ende, bevor du gespeichert hast
editor-wait = bring ihn zum Warten: export EDITOR="{ $name } --wait"
text-kept-in = dein Text liegt in { $file }
path-not-written = { $path } kann nicht geschrieben werden: { $error }

word-stopped = angehalten:
word-error = Fehler:
word-try = Tipp:{" "}

text-unreadable = der Text konnte nicht gelesen werden: { $error }
text-over-note = der Text ist länger, als eine Notiz sein darf ({ $size } KiB)
nothing-kept = nichts wurde aufgehoben
half-character = der Text enthält bei Byte { $at } ein halbes Zeichen
half-character-why = ein einzelnes Surrogat ist in UTF-8 nicht gültig; nichts wurde aufgehoben
text-not-utf8 = der Text ist ab Byte { $at } kein gültiges UTF-8
try-iconv = wandle ihn um: iconv -t utf-8
path-was-not-written = { $path } konnte nicht geschrieben werden: { $error }

no-such-command = es gibt keinen Befehl „{ $command }“
no-such-option = { $name } hat keine Option { $argument }
not-here = { $name } nimmt hier kein „{ $argument }“
argument-missing = { $argument } fehlt
command-missing = es fehlt ein Befehl
needs-value = { $argument } braucht einen Wert
value-unfit = „{ $value }“ passt nicht zu { $argument }
another-one = etwas anderes
not-together = { $argument } und { $other } gehen nicht zusammen
values-count = { $argument } hat eine falsche Zahl von Werten
needs-value-after = { $argument } braucht einen Wert nach =
argument-not-utf8 = ein Argument ist kein gültiger UTF-8-Text
it-can-be = möglich ist: { $valid }

report-kept = Ein Bericht ohne ein Wort von dir liegt in { $file }
panic-stopped = interner Fehler: entre hat angehalten{ $place }
panic-unharmed = was vorher geschrieben wurde, ist unversehrt

session-form = nötig ist eine Zahl mit m oder h, etwa 15m
session-range = ein Speicher kann 1 Minute bis 24 Stunden offen bleiben

lifetime-form = nötig ist eine Zahl mit m, h, d oder w, etwa 7d
lifetime-range = ein Code kann 5 Minuten bis 7 Tage lang benutzt werden

number-empty = da steht keine Zahl
number-digit = das ist keine ganze Zahl
number-too-large = diese Zahl ist zu groß
number-too-small = diese Zahl ist zu klein
number-range = { $number } liegt nicht zwischen { $first } und { $last }
