### Notizbücher, die abgelegt sind, und was mit der nächsten Führungskraft weitergeht.

notebook-put-away = das Notizbuch mit { $name } ist abgelegt; darin wird nichts geändert
archive-not-joined = { $name } ist nicht dabei, also gibt es kein Notizbuch zum Ablegen
archived = Das Notizbuch mit { $name } ist abgelegt. Ihr behaltet es beide, und niemand schreibt darin.
unarchived = Das Notizbuch mit { $name } ist wieder in Gebrauch.
people-put-away = Abgelegt
put-away-since = abgelegt { $date }
put-away-mark = {"  "}abgelegt
no-longer = es wird nichts mehr ausgetauscht
person-remove-question = Tippe den Namen { $name }, um das auf allen deinen Geräten zu beenden (Enter lässt es):
person-remove-told = Mit { $name } wird nichts mehr ausgetauscht, auf keinem deiner Geräte, und kein Befehl nimmt den Namen mehr. Das lässt sich nicht zurücknehmen.
person-remove-keeps = Was hier ist, bleibt auf deinen Geräten, und die Suche findet es. { $first } behält, was da ist, und erfährt es nicht.
person-remove-unsent = { $count ->
        [one] 1 Änderung von dir ist nicht gesendet, und { $first } bekommt sie nie: zuerst entre sync
       *[other] { $count } Änderungen von dir sind nicht gesendet, und { $first } bekommt sie nie: zuerst entre sync
    }
person-remove-missing-name = der Name wurde nicht getippt
person-remove-other-name = „{ $typed }“ ist nicht der Name von { $name }
person-removed = { $name } ist entfernt.
person-not-removed = Nichts wurde entfernt.
hand-over-same = das ist das Notizbuch selbst
hand-over-by-report = nur { $first } sucht aus, was mit der nächsten Führungskraft weitergeht
hand-over-by-report-why = du führst { $first }; was die nächste Führungskraft liest, wählst nicht du
hand-over-no-manager = bei { $name } führst du selbst; was du aussuchst, geht an deine eigene nächste Führungskraft
hand-over-not-joined = es gibt noch kein Notizbuch mit { $name }, in das sich schreiben ließe
hand-over-nothing-picked = nichts wurde ausgesucht
hand-over-pick = { $title }?
hand-over-topics = Themen
hand-over-actions = Aufgaben
hand-over-goals = Ziele
hand-over-notes = Deine privaten Notizen; die Kopien bleiben privat
hand-over-shared = { $first } wird genau das lesen:
hand-over-private = Nur du:
hand-over-rest = Alles andere bleibt im Notizbuch mit { $name }, das für euch beide abgelegt wird.
hand-over-question = Soll es geschehen?
hand-over-needs-yes = --yes fehlt
hand-over-not-done = Nichts wurde getan.
handed-over = Fertig. { $count ->
        [0] Nichts wurde
        [one] 1 Eintrag wurde
       *[other] { $count } Einträge wurden
    } in das Notizbuch mit { $to } kopiert; das mit { $from } ist abgelegt.
handed-over-hint = entre undo { $count }     nimmt es zurück; entre people restore NAME nimmt das alte Notizbuch wieder in Gebrauch
taken-over = Am { $date } aus einem früheren Notizbuch übernommen.
taken-over-from = Aus dem Notizbuch mit { $name } übernommen: { $id }
copied-due = fällig { $date }
copied-stands = { $measure }, steht bei { $value }
deed-put-away = das Notizbuch mit { $name } abgelegt
deed-took-out = das Notizbuch mit { $name } wieder in Gebrauch genommen
deed-removed = { $name } entfernt
deed-handed-over = Einträge in das Notizbuch mit { $name } übernommen
