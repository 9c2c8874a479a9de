### Wer was geändert hat, und wie es vorher war.

changes-of-shared = nur was ihr beide seht, hat eine Liste der Änderungen
changes-no-meeting = zu einem Treffen am { $date } wurde nichts geschrieben
changes-pending = eine Liste der Änderungen gibt es, sobald die andere Seite geantwortet hat
no-such-change = es gibt keine Änderung { $which }
changes-are-numbered = Änderungen werden mit ihrer Nummer genannt, 1 bis { $last }, oder mit acht Zeichen aus --json
deed-put-back = einen früheren Text von „{ $title }“ wiederhergestellt
change-count = { $count ->
        [one] 1 Änderung
       *[other] { $count } Änderungen
    }
change-written = geschrieben { $when }
change-arrived = angekommen { $when }
change-undated = hier ist keine Zeit bekannt
change-added = hinzugefügt
change-moved = in der Liste verschoben
change-gone = von der Liste genommen
change-back = wieder auf der Liste
change-asked = eine Frage aus der Sammlung gestellt
change-of-device = { $who }, auf { $device }
changes-hint = entre changes REF --at N     zeigt es, wie es damals war; --restore N stellt Titel und Text wieder her
earlier-state = { $who ->
        [you] Wie es nach deiner Änderung { $number } war:
       *[other] Wie es nach Änderung { $number } war, von { $who }:
    }
put-back = Titel und Text sind wieder die von Änderung { $number }.
unknown-device = jemand, dessen Gerät hier nicht bekannt ist

field-notes = Notizen
field-occurrence = Treffen
field-parent = Teil von
field-goal = Ziel
field-blocked_by = wartet auf
field-comment = Kommentar
field-reaction = { $who ->
        [you] dein Zeichen
       *[other] Zeichen von { $who }
    }
field-reason = warum
field-starts = Beginn
field-minutes = Minuten
field-place = Ort
field-started = begonnen
field-ended = beendet
field-talk = { $who ->
        [you] du sprachst
       *[other] { $who } sprach
    }
field-checkin = { $who ->
        [you] wie es dir ging
       *[other] wie es { $who } ging
    }
field-measure = Messgröße
field-progress = Fortschritt
field-from_topic = aus Thema

became-open = offen
became-discussed = besprochen
became-parked = geparkt
became-dropped = fallen gelassen
became-done = erledigt
became-reached = erreicht
became-planned = geplant
became-held = gehalten
became-skipped = ausgelassen
became-cancelled = abgesagt

became-topic = Thema
became-question = Frage
became-concern = Sorge
became-roadblock = Hindernis
became-update = Neuigkeit
became-idea = Idee
became-lesson = Lehre
became-win = Erfolg
became-feedback = Rückmeldung
became-okr = OKR
became-development = Entwicklung
became-career = Laufbahn
