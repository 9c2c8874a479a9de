### Vorlagen für eine Agenda. Zeilen mit ## nennen eine Überschrift, die anderen sind Themen: Art und Titel.

template-weekly =
    # Wöchentlich
    ## general
    - question: Wie war die Woche, und was beschäftigt dich?
    ## alignment
    - topic: Was kommt bis zum nächsten Mal zuerst?
    ## progress
    - roadblock: Was steht im Weg, und wer kann es wegräumen?
    ## relationships
    - topic: Eine Sache, die zwischen Menschen gut lief
    ## next
    - topic: Wer tut was bis wann?

template-first =
    # Erstes Gespräch
    ## general
    - question: Wie wollen wir diese Zeit nutzen, und wer bringt die Liste mit?
    - question: Wann arbeitest du am besten, und wann sollte niemand anrufen?
    ## alignment
    - question: Was hat man dir gesagt, wofür du hier bist?
    ## relationships
    - question: Wie möchtest du hören, dass etwas nicht gut war?
    ## aspirations
    - question: Wodurch wäre das erste halbe Jahr ein gutes?
    ## next
    - topic: Was wir aufschreiben, und wer es lesen kann

template-career =
    # Laufbahn
    ## aspirations
    - question: Welche Arbeit der letzten Monate würdest du jahrelang machen?
    - question: Was ist der nächste Schritt, in einfachen Worten?
    - topic: Was dazu fehlt, und was nicht
    ## progress
    - topic: Zwei Arbeiten, die es zeigen
    ## relationships
    - question: Wessen Wort zählt dabei, und kennen sie dich?
    ## next
    - topic: Eine Sache, die zu lernen ist, und die Zeit dafür

template-mid-year =
    # Halbjahr
    ## general
    - question: Welche drei Worte passen zum letzten halben Jahr?
    ## progress
    - topic: Die Ziele: erreicht, geändert, aufgegeben
    - win: Worauf du stolz bist
    - lesson: Was wir anders machen würden
    ## relationships
    - feedback: Eine Sache zum Beibehalten, eine zum Ändern, in beide Richtungen
    ## aspirations
    - question: Was willst du am Ende des Jahres können?
    ## next
    - topic: Ziele für die andere Hälfte

template-skip-level =
    # Über eine Ebene
    ## general
    - question: Was sollte ich wissen, das mich nicht erreicht?
    ## alignment
    - question: Wozu sind wir dieses Jahr da, was meinst du?
    ## progress
    - question: Was bremst alle?
    ## relationships
    - question: Was macht euer Team, das andere übernehmen sollten?
    ## aspirations
    - question: Wer in eurem Team verdient mehr Raum?
    ## next
    - topic: Was ich mit dem mache, was du mir erzählt hast

template-after-leave =
    # Nach einer Auszeit
    ## general
    - question: Wie geht es dir, und was brauchst du in der ersten Woche?
    ## alignment
    - update: Was inzwischen entschieden wurde, und warum
    ## progress
    - topic: Was zu dir zurückkommt, und was bleibt, wo es ist
    ## relationships
    - topic: Wer neu ist, wer nicht mehr da ist
    ## next
    - topic: Ein kleines erstes Stück Arbeit

template-hard-week =
    # Schwere Woche
    ## general
    - concern: Was ist geschehen, und wie geht es dir damit?
    - question: Was kann warten, und was nehme ich dir ab?
    ## relationships
    - question: Wer kann außer mir helfen?
    ## next
    - topic: Die nächsten zwei Tage, nicht weiter
