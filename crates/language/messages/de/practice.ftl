### Ziele, Rückmeldungen, Erfolge, Lehren, freie Tage, Prioritäten.

nothing-fits = zu „{ $words }“ passt nichts
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
