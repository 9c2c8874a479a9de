### Ein Treffen führen, Befinden, Redezeit.

check-in-shared = Geteilt.
check-in-kept = Behalten, nur du.
check-in-hint = entre checkin share { $name }     teilt eine Kopie
no-check-ins = Du hast noch nicht gesagt, wie es dir geht.
check-in-is-shared = geteilt
check-in-means = Früher: { $before }. Zuletzt: { $lately }.
mood-and-workload = Stimmung { $mood }, Pensum { $workload }
talk-on = Redezeit wird gezählt: ihr wollt es beide.
talk-waits-for-them = Du willst, dass Redezeit gezählt wird; { $first } hat das nicht gesagt.
talk-waits-for-you = { $first } will, dass Redezeit gezählt wird; du hast das nicht gesagt: --on
talk-off = Redezeit wird nicht gezählt.
talk-split = { $first } { $report }, { $second } { $manager }: { $percent } %
talk-not-counted = Redezeit wird nicht gezählt: entre talk PERSON --on
talk-now = jetzt redet: { $who }
talk-so-far = { $who }: { $percent } %.
talk-keep = für euch beide
talk-throw-away = wegwerfen
talk-keep-question = Die Redezeit behalten?
meet-instead = anstelle von { $date }
meet-extra = zusätzlich
meet-which = Für heute ist kein Treffen geplant. Jetzt treffen:
meet-which-missing = weder --instead noch --extra angegeben
meet-noted = für das Treffen aufgeschrieben
meet-letter-needs-text = hinter { $letter } fehlt ein Text; ? zählt die Befehle auf
meet-action = Aufgabe { $reference }, { $about }
meet-goal = Ziel { $reference }
meet-private-hidden = eigene Notizen sind verborgen
meet-no-private = zu dem, was ansteht, hast du keine eigene Notiz
meet-planned = geplant { $minutes } min. Eigene Notizen sind verborgen; p zeigt sie.
meet-help-short = Notizen eintippen. n weiter, c mitnehmen, k parken, a Aufgabe, d Entscheidung, s Rede wechseln, t Zeit, q Schluss, ? Hilfe
meet-list-empty = Die Liste ist leer. q beendet das Treffen; früh ist gut.
meet-ended = { $minutes } min getroffen: { $topics } besprochen, { $actions ->
    [one] 1 Aufgabe
   *[other] { $actions } Aufgaben
}, { $decisions ->
    [one] 1 Entscheidung
   *[other] { $decisions } Entscheidungen
}.
meet-left = Nicht mehr drangekommen; es wartet auf das nächste:
meet-recap-hint = entre recap { $name }     entre overflow { $name } "do 15:00"
meet-one-line = Eine Zeile für dich, nur du (Enter für keine):
meet-gone = { $gone } von { $minutes } min.
meet-help-n = besprochen; das nächste Thema
meet-help-c = auf das nächste Mal verschieben; das nächste Thema
meet-help-k = für eine Verlängerung parken; das nächste Thema
meet-help-a = TEXT @wer Tag: eine Aufgabe
meet-help-d = TEXT: eine Entscheidung
meet-help-g = TEXT: ein Ziel
meet-help-m = TEXT: eine Notiz zum ganzen Treffen
meet-help-s = jetzt redet die andere Seite
meet-help-t = wie lange es schon dauert, und wer geredet hat
meet-help-p = eigene Notizen zeigen oder verbergen
meet-help-q = Schluss
