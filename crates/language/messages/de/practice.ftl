### Ziele, Rückmeldungen, Erfolge, Lehren, freie Tage, Prioritäten.

entries-are-named = benannt wird mit zwei Buchstaben oder mit Worten der ersten Zeile
fits-several = zu „{ $words }“ passen { $count } Dinge
entry-only-you = nur du

log-goal-set = das Ziel „{ $title }“ gesetzt
log-goal-measured = gesagt, woran „{ $title }“ gemessen wird
log-goal-progress = gesagt, wie „{ $title }“ steht
log-goal-reached = das Ziel „{ $title }“ als erreicht geschlossen
log-goal-dropped = das Ziel „{ $title }“ aufgegeben
log-goal-reopened = das Ziel „{ $title }“ wieder geöffnet
measure-without-way = ein Maß braucht zwei verschiedene Zahlen, von und bis
progress-of-nothing = über das Ziel wurde nichts gesagt
goal-without-measure = dieses Ziel hat kein Maß
which-measure = es ist nicht klar, welches Maß gemeint ist
measures-are = Maße: { $names }

log-win = den Erfolg „{ $text }“ festgehalten
log-lesson = die Lehre „{ $text }“ festgehalten
log-draft = eine Rückmeldung entworfen
log-feedback = eine Rückmeldung gegeben
log-feedback-read = eine Rückmeldung gelesen
log-time-off = gesagt, wer von { $from } bis { $to } weg ist
log-time-off-removed = freie Tage weggenommen
log-priorities = die Prioritäten angesehen
draft-is-gone = diesen Entwurf gibt es nicht mehr
own-feedback = diese Rückmeldung ist von dir
days-turned-round = der letzte Tag liegt vor dem ersten

actions-count = { $count ->
    [one] 1 Aufgabe
   *[other] { $count } Aufgaben
}
also-set-to = auch gesetzt auf: { $values }
ask-decision = Entscheidung für dich und { $first }:
ask-feedback = Rückmeldung für { $first }; nur du siehst sie, bis du sie teilst:
ask-goal = Ziel für dich und { $first }:
bad-number = „{ $text }“ ist keine Zahl
carried-often = { $count ->
    [one] 1 Thema oft mitgenommen
   *[other] { $count } Themen oft mitgenommen
}
carried-times = { $count ->
    [one] einmal mitgenommen
   *[other] { $count }-mal mitgenommen
}
confidence-high = zuversichtlich
confidence-low = zweifelnd
confidence-medium = noch unsicher
days-quiet = { $count ->
    [one] 1 Tag ohne ein Wort
   *[other] { $count } Tage ohne ein Wort
}
decision-written = Entscheidung aufgeschrieben.
drafts-not-shown = { $count ->
    [one] Nur du: 1 Entwurf nicht gezeigt. Mit -p siehst du ihn.
   *[other] Nur du: { $count } Entwürfe nicht gezeigt. Mit -p siehst du sie.
}
feedback-from = { $from } an { $to }
feedback-hint = entre feedback share { $reference }     schickt eine Kopie
feedback-kept = Behalten
feedback-needs-yes = kein --yes angegeben
feedback-not-shared = Nicht geteilt. Der Entwurf bleibt, wie er ist.
feedback-read = Gelesen
feedback-share-question = Teilen?
feedback-shared = Geteilt; der Entwurf bleibt deiner
feedback-this-goes = Das geht an { $first }, mit deinem Namen:
feedback-was-read = gelesen
forms-of-numbers = Zahlen schreibt man so: 12, -3 oder 0,5
from-to = { $from } bis { $to }
goal-added = Ziel gesetzt
goal-career = Laufbahn
goal-development = Entwicklung
goal-given-up = Aufgegeben
goal-hint = entre goals measure { $reference } "was gemessen wird" --from 0 --to 10
goal-measured = Wird ab jetzt gemessen
goal-noted = Aufgeschrieben
goal-okr = OKR
goal-open-again = Wieder offen
goal-reached = Erreicht
goal-stands-at = Steht bei { $percent } %
goal-state-dropped = aufgegeben
goal-state-reached = erreicht
held-in-all = { $held } von { $of } insgesamt
held-of = { $held } der letzten { $of } gehalten
hits-not-shown = { $count ->
    [one] Nur du: 1 Stelle nicht gezeigt. Mit -p siehst du sie.
   *[other] Nur du: { $count } Stellen nicht gezeigt. Mit -p siehst du sie.
}
keepsake-kept = Festgehalten
kept-about = { $by } über { $about }
last-met-when = getroffen { $when }
late-count = { $count ->
    [one] 1 überfällig
   *[other] { $count } überfällig
}
measure-line = { $name }: { $start } → { $now } → { $target }, { $percent } %
meetings-hit = Treffen an diesen Tagen
meetings-hit-try = entre skip, entre reschedule, oder lass sie, wie sie sind
month-and-year = { $month } { $year }
never-met = nie getroffen
no-actions = Keine Zusage ist offen.
no-feedback = Du und { $first } habt euch hier noch keine Rückmeldung gegeben.
no-goals = Du und { $first } habt noch kein Ziel gesetzt.
no-lessons = Du und { $first } habt noch keine Lehre festgehalten.
no-meetings-yet = Bisher kein Treffen.
no-priorities = Du und { $first } habt nicht aufgeschrieben, was zuerst kommt.
no-time-off = Niemand ist weg.
no-wins = Du und { $first } habt noch keinen Erfolg festgehalten.
nobody-here = Noch niemand hier.
nothing-found = Auf diesem Gerät nichts gefunden.
off-added = Aufgeschrieben
off-removed = Weggenommen
only-you-drafts = Nur du: Entwürfe
only-you-until-shared = Nur du liest das, bis du eine Kopie teilst.
place-action = Aufgabe
place-check-in = Befinden
place-comment = { $place }, Kommentar
place-draft = Entwurf
place-feedback = Rückmeldung
place-goal = Ziel
place-lesson = Lehre
place-meeting = Treffen
place-note = Notiz
place-notes = { $place }, Notizen
place-priorities = Prioritäten
place-time-off = freie Tage
place-topic = Thema
place-win = Erfolg
prep-carried = Mitgenommen
prep-goals = Ziele ohne ein Wort
prep-nothing = Nichts wartet.
prep-overdue = Überfällig
prep-promises = Beim letzten Mal zugesagt
prep-questions = Zum Anfangen
prep-roadblocks = Seit mehr als einer Woche im Weg
prep-time-off = Bald weg
priorities-looked = Zuletzt angesehen: { $who }, { $date }
recap-unsealed = Was herausgeschrieben ist, ist nicht mehr versiegelt.
recap-written = Geschrieben nach { $file }.
talk-aim = Ziel: { $percent } %.
talk-report-you = Du hast { $percent } % der Zeit geredet.
talk-report-them = { $name } hat { $percent } % der Zeit geredet.
took-minutes = { $count } min

rating-range = Stimmung und Pensum sind Zahlen von 1 bis 5
check-in-of-nothing = es wurde nichts dazu gesagt, wie es dir geht
no-check-in = es gibt nichts zu teilen, das du über dein Befinden gesagt hättest
talk-aim-range = das Ziel ist ein Anteil von 1 bis 99 Prozent
log-checked-in = gesagt, wie es dir geht
log-check-in-shared = geteilt, wie es dir geht
log-talk-set = festgelegt, wie Redezeit gezählt wird
log-meeting-begun = das Treffen vom { $date } begonnen
log-meeting-ended = das Treffen vom { $date } beendet
log-meeting-noted = in die Notizen des Treffens vom { $date } geschrieben
topic-is-gone = dieses Thema gibt es nicht mehr
