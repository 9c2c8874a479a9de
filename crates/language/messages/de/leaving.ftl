### Mit den eigenen Daten gehen, und sie wieder hereinholen.

a-topic = ein Thema
a-goal = ein Ziel
an-action = eine Aufgabe
the-meeting = das Treffen { $id }
export-title = { $name } und du
export-made = Exportiert am { $date }.
export-manager = Führung
export-report = Teammitglied
export-rhythm = Ihr trefft euch um { $time } ({ $zone }); { $held } von { $of } Treffen fanden statt
export-brought-in = { $name } hat dieses Notizbuch am { $date } aus einer Datei hereingeholt: wer davor was gesagt hat, ist so, wie es in der Datei steht
export-priorities = Schwerpunkte
export-looked = { $name } hat am { $date } darauf geschaut
export-pages = Seiten
export-meeting = { $when }
export-held = fand statt
export-skipped = ausgelassen
export-cancelled = abgesagt
export-overflow = mehr Zeit
export-planned = geplant
export-moved = verschoben vom { $date }
export-minutes = { $minutes } min
export-not-discussed = Nicht besprochen
export-dropped = fallen gelassen am { $date }
export-parked = geparkt
export-snoozed = zurückgestellt bis { $date }
export-blocked = wartet auf { $by }
export-kind-topic = Thema
export-kind-question = Frage
export-kind-concern = Sorge
export-kind-roadblock = Hindernis
export-kind-update = zur Kenntnis
export-kind-idea = Idee
export-kind-lesson = Erkenntnis
export-kind-win = Erfolg
export-kind-feedback = Rückmeldung
export-mood = Stimmung { $number } von 5
export-workload = Auslastung { $number } von 5
export-talked = { $name } sprach { $minutes } min
export-actions = Aufgaben
export-open = Offen
export-closed = Erledigt
export-due = fällig { $due }
export-done = erledigt am { $date }
export-goals = Ziele
export-reached = erreicht am { $date }
export-measure = Messgröße
export-start = Anfang
export-now = Jetzt
export-target = Ziel
export-wins-and-lessons = Erfolge und Erkenntnisse
export-feedback = Rückmeldungen
export-feedback-from = { $date }: { $from } an { $to }
export-situation = Situation
export-behaviour = Verhalten
export-impact = Wirkung
export-read = gelesen
export-time-off = Abwesenheiten
export-private = Nur du, über { $name }
export-draft = Entwurf: { $about }
export-check-ins = Wie es dir ging

json-ends = sie endet zu früh, in Zeile { $line }, Spalte { $column }
json-broken = sie ist in Zeile { $line }, Spalte { $column } kein JSON
json-wrong-data = dort fehlt etwas, oder es ist von anderer Art, als es sein muss: Zeile { $line }, Spalte { $column }
json-not-understood = { $place } wird nicht verstanden und ginge verloren
json-unfit = { $place }: { $error }
json-try-again = lass sie dort neu machen, wo sie herkommt: entre export OUT --format json
json-not-ours = diese Datei ist kein Notizbuch aus entre export
json-whose = in dieser Datei geht es um { $name }: sag, in das Notizbuch mit wem sie soll
json-other-role = in dieser Datei bist du die andere Person von beiden
json-other-role-why = { $name } kann sie hereinholen, oder exportiere, was ihr beide hier habt
json-same-notebook = diese Datei kommt aus genau diesem Notizbuch und weiß etwas, das hier fehlt
json-same-notebook-why = es kommt von selbst über ein Relay oder eine versiegelte Datei; aus dieser Datei hereingeholt stünde es doppelt da

count-topics = { $count ->
        [one] 1 Thema
       *[other] { $count } Themen
    }
count-actions = { $count ->
        [one] 1 Aufgabe
       *[other] { $count } Aufgaben
    }
count-meetings = { $count ->
        [one] 1 Treffen
       *[other] { $count } Treffen
    }
count-comments = { $count ->
        [one] 1 Kommentar
       *[other] { $count } Kommentare
    }
count-goals = { $count ->
        [one] 1 Ziel
       *[other] { $count } Ziele
    }
count-goal-check-ins = { $count ->
        [one] 1 Stand eines Ziels
       *[other] { $count } Stände von Zielen
    }
count-feedback = { $count ->
        [one] 1 Rückmeldung
       *[other] { $count } Rückmeldungen
    }
count-wins = { $count ->
        [one] 1 Erfolg
       *[other] { $count } Erfolge
    }
count-lessons = { $count ->
        [one] 1 Erkenntnis
       *[other] { $count } Erkenntnisse
    }
count-time-off = { $count ->
        [one] 1 Abwesenheit
       *[other] { $count } Abwesenheiten
    }
count-private-notes = { $count ->
        [one] 1 private Notiz
       *[other] { $count } private Notizen
    }
count-drafts = { $count ->
        [one] 1 Entwurf
       *[other] { $count } Entwürfe
    }
count-check-ins = { $count ->
        [one] 1-mal, wie es dir ging
       *[other] { $count }-mal, wie es dir ging
    }
count-questions = { $count ->
        [one] 1 eigene Frage
       *[other] { $count } eigene Fragen
    }
count-templates = { $count ->
        [one] 1 eigene Vorlage
       *[other] { $count } eigene Vorlagen
    }
count-others = { $count ->
        [one] 1 Einstellung oder Text außerdem
       *[other] { $count } Einstellungen und Texte außerdem
    }

bring-would = Die Datei brächte in dein Notizbuch mit { $name }:
bring-did = In dein Notizbuch mit { $name } hereingeholt:
bring-own-would = Die Datei brächte, nur für dich:
bring-own-did = Hereingeholt, nur für dich:
bring-nothing = Alles darin ist schon hier.
bring-second = Werte, die unterlagen, als beide zugleich etwas änderten, bleiben in der Datei: { $count }.
bring-cadence = Wann ihr euch trefft, steht dort auf eine Art, die diese Version nicht versteht; es bleibt in der Datei.
bring-seen = { $name } sieht es nach dem nächsten Abgleich, und auch, dass du es hereingeholt hast.
bring-only-you = Nur du siehst es.
bring-other-shared = In dieser Datei geht es um { $about }. { $name } wird alles lesen. Hereinholen?
bring-other-private = In dieser Datei geht es um { $about }, nicht um { $name }. In deine eigenen Notizen über { $name } hereinholen?
bring-private = { $notes ->
        [one] Diese Datei enthält 1 Eintrag, den nur du siehst; er kommt in deine eigenen Notizen. Hereinholen?
       *[other] Diese Datei enthält { $notes } Einträge, die nur du siehst; sie kommen in deine eigenen Notizen. Hereinholen?
    }
brought-both = Hat { $name } auch eine Datei: zuerst auf beiden Seiten entre sync, dann holt { $name } herein, was fehlt.
brought-in-by-you = Du hast dieses Notizbuch am { $date } aus einer Datei hereingeholt: wer davor was gesagt hat, ist so, wie es in der Datei steht

log-calendar-taken = Termine aus einer Kalenderdatei übernommen
calendar-none = das ist keine Kalenderdatei
calendar-line = Zeile { $line } gehört in keinen Kalender
calendar-open = ein Teil des Kalenders endet nicht (bemerkt in Zeile { $line })
calendar-too-many = darin stehen mehr Termine, als zwei Menschen haben können
calendar-foreign = kein Treffen in diesem Kalender ist eures
calendar-foreign-why = Treffen werden an den Namen erkannt, die entre ics export ihnen gegeben hat
calendar-question = Das übernehmen?
calendar-nothing = Nichts darin ist anders als hier.
calendar-would = Der Kalender sagt über { $name } und dich:
calendar-did = Übernommen, { $name } und du:
calendar-cadence = ab { $date } { $rule }
calendar-ends = keine festen Termine mehr
calendar-after-all = { $when } findet doch statt
calendar-moved = { $from } ist verschoben auf { $to }
calendar-skipped = { $when } fällt aus
calendar-cancelled = { $when } ist abgesagt
calendar-length = { $when } dauert { $minutes } min
calendar-ignored = So gelassen: { $what }.
calendar-foreign-events = { $count ->
        [one] 1 Termin, der nicht eurer ist
       *[other] { $count } Termine, die nicht eure sind
    }
calendar-held = { $count ->
        [one] 1 Treffen, das schon stattfand
       *[other] { $count } Treffen, die schon stattfanden
    }
calendar-left = { $count ->
        [one] 1 Termin, der nicht verstanden wird oder kein Treffen ist
       *[other] { $count } Termine, die nicht verstanden werden oder keine Treffen sind
    }
calendar-zones = Diese Zeitzonen kennt hier niemand: { $names }.
