### Wann die beiden sich treffen.

nothing-was-changed = es wurde nichts geändert

cadence-no-day = nach dieser Regel gibt es keinen Tag, an dem ihr euch trefft
no-next-meeting = es ist kein Treffen geplant
no-meeting-on = am { $date } ist kein Treffen
meetings-around = um diesen Tag herum: { $dates }
meeting-took-place = das Treffen vom { $date } hat schon stattgefunden
overflow-of-extra = ein Extra-Treffen hat keine Verlängerung; plane ein weiteres

log-cadence-set = festgelegt, wann ihr euch trefft
log-cadence-ended = den Rhythmus aufgehoben
log-meeting-moved = das Treffen vom { $date } verlegt
log-meeting-skipped = das Treffen vom { $date } ausgelassen
log-meeting-cancelled = das Treffen vom { $date } abgesagt
log-overflow = mehr Zeit für ein Treffen geplant
log-extra = ein Extra-Treffen geplant

no-cadence = Du und { $name } habt noch nicht festgelegt, wann ihr euch trefft.
cadence-is = { $name } und du, ihr trefft euch { $rule }.
cadence-gone = { $name } und du habt keine festen Termine mehr.
cadence-in-words = { $often } um { $time } ({ $zone }), { $minutes } min
cadence-until = { $cadence }, bis { $date }
every-days = { $count ->
    [one] jeden Tag
   *[other] alle { $count } Tage
}
every-weeks = { $count ->
    [one] jede Woche am { $days }
   *[other] alle { $count } Wochen am { $days }
}
every-months-date = { $count ->
    [one] jeden Monat am { $day }.
   *[other] alle { $count } Monate am { $day }.
}
every-months-day = { $count ->
    [one] jeden Monat am { $days }
   *[other] alle { $count } Monate am { $days }
}
nth-day = { $nth }. { $weekday }
nth-last = letzten { $weekday }
list-and = { $before } und { $last }

next-is = Als Nächstes: { $when }.
next-is-none = Sonst ist nichts geplant.
no-meeting-lately = in den letzten zwei Wochen war kein Treffen, das länger gedauert haben könnte
open-topics-wait = Was offen ist, wartet auf das nächste.

meeting-is-skipped = { $when } fällt aus.
meeting-is-cancelled = { $when } ist abgesagt.
meeting-is-moved = Ihr trefft euch { $when }.
overflow-is-planned = Mehr Zeit: { $when }, { $minutes } min. Darauf steht, was geparkt wurde, und sonst nichts.
extra-is-planned = Ein Treffen mehr: { $when }, { $minutes } min.
at-the-other-place = { $time } in { $zone }

kind-overflow = mehr Zeit
kind-extra = extra
state-held = gehalten
state-skipped = ausgelassen
state-cancelled = abgesagt
state-moved = verlegt von { $date }

zone-unknown = dieser Rechner sagt nicht, in welcher Zeitzone er ist
bad-zone = es gibt keine Zeitzone „{ $zone }“
forms-of-zones = Zeitzonen schreibt man so: Europe/Berlin oder America/New_York
rule-missing = es ist noch nicht festgelegt, wie oft ihr euch trefft


only-topics-wait = nur Themen können auf ein anderes Treffen warten
snooze-not-ahead = { $date } liegt nicht in der Zukunft
log-parked = „{ $title }“ geparkt
log-snoozed = „{ $title }“ bis { $date } von der Agenda genommen
log-unsnoozed = „{ $title }“ wieder auf die Agenda gesetzt
log-carried = „{ $title }“ auf die nächste Agenda gesetzt
parked = Geparkt:
parked-hint = entre overflow PERSON "do 15:00" plant die Zeit dafür
snoozed-until = Nicht auf der Agenda bis { $date }
snoozed-no-more = Wieder auf der Agenda
carried-on = Auf der nächsten Agenda

no-meeting-to-recap = dieses Treffen gibt es nicht, oder es hat noch keines stattgefunden
search-for-nothing = es gibt kein Wort, nach dem gesucht wird
log-decided = die Entscheidung „{ $text }“ aufgeschrieben

recap-title = Zusammenfassung, { $date }
recap-discussed = Besprochen
recap-decided = Entschieden
recap-actions = Nächste Schritte
recap-action = { $text } ({ $owner })
recap-action-due = { $text } ({ $owner }, bis { $date })
recap-parked = Geparkt
recap-wins = Erfolge
recap-lessons = Lehren
recap-notes = Notizen
recap-next = Nächstes Mal
recap-next-is = { $date }, { $time }
only-topics-decide = eine Entscheidung steht in den Notizen eines Themas oder des Treffens
overflow-too-early = mehr Zeit kommt nach dem Treffen, nicht davor
calendar-written = Geschrieben nach { $file }.
calendar-hint = Das ist eine Kopie: neu exportieren, wenn sich ein Termin ändert. Ein Kalender in der Cloud sieht, wann ihr euch trefft.

reminder = Ein Treffen { $time }.
reminder-with = Treffen mit { $name } { $time }.
reminder-now = beginnt jetzt
reminder-minutes = { $count ->
    [one] in 1 Minute
   *[other] in { $count } Minuten
}
reminder-hours = in { $count } Stunden
reminder-days = in { $count } Tagen
reminder-locked = der Speicher ist verschlossen, also wird von Treffen nichts gesagt
reminder-locked-why = auch wann ihr euch trefft, ist privat; eine Erinnerung fragt nie nach der Passphrase
within-form = wie nah, schreibt man so: 15m, 2h oder 1d, von 1m bis 7d
