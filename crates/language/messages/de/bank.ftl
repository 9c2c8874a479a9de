### Fragen aus der Sammlung und Vorlagen: was dazu gesagt wird.

log-asked = „{ $question }“ auf die Agenda gesetzt
no-such-question = es gibt keine Frage „{ $name }“
question-is-ours = nur eigene Fragen lassen sich wegnehmen

no-such-template = es gibt keine Vorlage „{ $name }“
templates-are = Vorlagen: { $names }
log-template-applied = die Vorlage „{ $name }“ auf die Agenda gesetzt
template-without-name = diese Vorlage hat keinen Namen
template-name-is-ours = „{ $name }“ heißt schon eine der mitgelieferten Vorlagen
template-of-nothing = auf dieser Agenda steht nichts
template-is-ours = nur eigene Vorlagen lassen sich wegnehmen
template-bad-heading = das ist keine der sechs Überschriften
headings-are = Überschriften: { $names }
template-bad-line = eine Zeile beginnt mit #, ## oder -
template-without-topics = in dieser Vorlage ist kein Thema
template-too-long = eine Vorlage hat höchstens { $count } Themen
template-line = Zeile { $number }: { $why }
template-bad-title = das Thema hat keinen Titel, oder einen zu langen

added = Hinzugefügt
only-you-read-this = Nur du liest das.
question-of-your-own = Eine eigene Frage:
question-kept = Behalten, nur du ({ $name }).
question-removed = Weggenommen.
both-answer = beide antworten
you-answer = du antwortest
they-answer = { $name } antwortet
all-asked-lately = Alle diese Fragen wurden in den letzten zehn Treffen gestellt.
template-removed = Weggenommen.
template-kept = { $count ->
    [one] Behalten als „{ $name }“, 1 Thema.
   *[other] Behalten als „{ $name }“, { $count } Themen.
}
template-yours = deine
topics-count = { $count ->
    [one] 1 Thema
   *[other] { $count } Themen
}
template-applied = { $count ->
    [one] 1 Thema hinzugefügt. entre undo nimmt es zurück.
   *[other] { $count } Themen hinzugefügt. Ein entre undo nimmt alle zurück.
}
file-unreadable = { $file } kann nicht gelesen werden: { $error }
