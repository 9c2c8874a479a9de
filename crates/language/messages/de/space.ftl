### Überschriften, Titel und Ort; was wozu gehört; Zeichen.

no-such-heading = keine Überschrift heißt „{ $word }“
heading-name-taken = eine andere Überschrift heißt schon „{ $name }“
heading-line = { $word }, wie üblich
heading-is-own = { $word }, euer eigener Name
heading-named = { $heading } heißt von jetzt an „{ $name }“.
heading-usual = { $heading } hat wieder den üblichen Namen.
headings-hint = entre headings { $person } alignment "Richtung"     gibt einer einen anderen Namen, --reset den üblichen
title-is = Titel: { $title }
title-is-none = Dieses Notizbuch hat keinen Titel.
title-set = Das Notizbuch heißt von jetzt an „{ $title }“.
title-gone = Das Notizbuch hat keinen Titel mehr.
place-is = Gewöhnlich trefft ihr euch hier: { $place }
place-is-none = Kein gewöhnlicher Ort ist aufgeschrieben.
place-set = Der Ort ist { $place }.
place-gone = Dafür ist kein Ort mehr aufgeschrieben.
missing-heading-name = kein Name für die Überschrift angegeben
only-topics-under = nur Themen sind Teile anderer Themen
under-itself = ein Thema kann nicht Teil von sich selbst sein
only-shared-linked = nur Themen und Aufgaben dienen einem Ziel
only-topics-blocked = nur Themen warten auf jemanden
only-shared-reacted = nur Themen und Aufgaben bekommen Zeichen
of-two-notebooks = die beiden gehören zu verschiedenen Notizbüchern
missing-other = es ist nicht gesagt, wovon, und --none fehlt
put-under = Jetzt Teil von „{ $parent }“
put-alone = Steht jetzt für sich
linked = Jetzt für das Ziel „{ $goal }“
unlinked = Für kein Ziel mehr
blocked = { $by ->
        [me] Wartet jetzt auf dich
       *[other] Wartet jetzt auf { $by }
    }
freed = Wieder frei
reacted = Zeichen gegeben
sign-gone = Zeichen weggenommen
part-of = Teil von: { $title }
for-goal = für das Ziel: { $title }
waits-for = wartet auf { $by }
goal-topics = Themen dafür
goal-actions = Aufgaben dafür
no-such-sign = es gibt kein Zeichen „{ $sign }“
signs-are = Zeichen: { $signs }

log-heading-named = die Überschrift { $heading } „{ $name }“ genannt
log-heading-usual = der Überschrift { $heading } den üblichen Namen zurückgegeben
log-title-set = das Notizbuch „{ $title }“ genannt
log-title-gone = den Titel des Notizbuchs weggenommen
log-place-set = den Ort { $place } aufgeschrieben
log-place-gone = den Ort weggenommen
log-put-under = „{ $title }“ zum Teil von „{ $parent }“ gemacht
log-put-alone = „{ $title }“ für sich gestellt
log-linked = „{ $title }“ dem Ziel „{ $goal }“ zugeordnet
log-unlinked = „{ $title }“ keinem Ziel mehr zugeordnet
log-blocked = gesagt, dass „{ $title }“ auf { $by } wartet
log-freed = gesagt, dass „{ $title }“ frei ist
log-reacted = „{ $title }“ ein Zeichen gegeben: { $sign }
log-sign-gone = ein Zeichen von „{ $title }“ weggenommen
