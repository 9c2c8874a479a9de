### Dateien hinein und hinaus.

import-unreadable = diese Datei kann nicht gelesen werden: { $error }

nothing-to-export = es gibt kein Notizbuch, das in eine Datei kommen kann
nothing-to-export-try = entre status     sagt, was stillsteht, und warum
export-too-long = alles zusammen passt nicht in eine Datei
export-limit = eine solche Datei hat höchstens { $size } MiB
export-too-long-try = entre export --sealed FILE PERSON     eine Person nach der anderen
not-paired = du und { $name } habt noch kein Notizbuch
not-paired-why = die Kopplung braucht ein Relay, einmal; danach genügen Dateien
not-paired-try = entre sync     bringt die Einladung voran
not-sealed = diese Datei wurde nicht mit entre export --sealed gemacht
newer-file = diese Datei wurde mit einer neueren Version von entre gemacht
newer-file-format = sie hat Format { $found }
file-too-long = diese Datei ist länger, als eine solche Datei sein kann
file-limit = die Grenze ist { $size } MiB
file-damaged = diese Datei ist beschädigt: { $error }
file-damaged-try = kopiere sie noch einmal, oder lass sie neu machen: entre export --sealed FILE
file-altered = diese Datei ist beschädigt oder wurde verändert: { $error }
nothing-taken-in = nichts wurde übernommen

import-members = der Text nennt keine „manager“- oder keine „report“-Zeile
import-cadence = der Text hat keinen wöchentlichen Rhythmus mit einem ersten und einem nächsten Treffen
import-line = Zeile { $line } ist nicht zu verstehen
parcel-cut-off = sie ist abgeschnitten
parcel-trailing = sie endet nicht mit ihrem letzten Umschlag
parcel-envelope = Umschlag { $number } darin ist beschädigt

no-folder-named = kein Ordner genannt
private-file-question = Die private Datei ist nicht versiegelt: Wer sie liest, liest deine Notizen. Schreiben?
nothing-was-written = Nichts wurde geschrieben.
written-to = Geschrieben nach { $folder }:
gap-only-you = {"   "}nur du
no-longer-sealed = Diese Dateien sind nicht mehr versiegelt.
imported = Importiert: { $topics } Themen, { $actions } Aufgaben, { $meetings } Treffen, { $notes } private Notizen.
not-read = Nicht gelesen: { $count } Zeilen.
path-not-writable = { $path } lässt sich nicht beschreiben: { $error }
not-empty = { $path } ist nicht leer
never-over = ein Export schreibt nie über etwas
try-new-folder = nenne einen neuen Ordner
try-new-file = nenne eine neue Datei
disk-full-no-file = die Festplatte ist voll, also wurde keine Datei geschrieben
no-file-left = es blieb keine Datei zurück

sealed-not-tried = eine versiegelte Datei kann nicht erst probiert werden
sealed-not-tried-why = sie fügt nur hinzu, was andere geschrieben haben, und nichts doppelt: übernimm sie ohne --dry-run
one-or-nobody = nenne eine Person, oder niemanden für alles
sealed-into = { $count } Umschläge in { $file } versiegelt.
for-other-device = Auf deinem anderen Gerät:   entre import FILE
not-in-it = { $count } Änderungen sind nicht darin: Diese Kopie deines Geräts muss zuerst ein Relay treffen (entre sync).
finder-sees = Wer die Datei findet, sieht, was ein Relay sieht: Größen und Schlüssel, keine Wörter.
file-limit-nothing = die Grenze ist { $size } MiB; nichts wurde übernommen
import-person-try = entre import PERSON FILE     liest Treffen aus Markdown
nothing-for-you = Nichts darin ist für dich.
all-here-already = Alles darin war schon hier.
wrote = { $name } hat geschrieben: entre agenda { $first }
stand-behind = { $count } weitere stehen hinter etwas, was nicht hier ist: Übernimm eine frühere Datei, dann diese noch einmal.
not-for-device = { $count } sind nicht für dieses Gerät und blieben draußen.
hand-it-to = Gib sie { $name }, dort dann:   entre import FILE
took-in = { $count ->
        [one] 1 Umschlag
       *[other] { $count } Umschläge
    } übernommen.

sort-prose = Fließtext
sort-time-off = Abwesenheit
sort-goal = Ziel
sort-goal-check-in = Stand eines Ziels
sort-check-in = Stimmung
sort-question = Frage
sort-other-space = anderes Notizbuch
sort-space-setting = Einstellung des Notizbuchs
sort-win = Erfolg
sort-feedback = Rückmeldung
sort-lesson = Erkenntnis
