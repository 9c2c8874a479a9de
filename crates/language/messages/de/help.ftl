### Themen der Hilfe.

no-help = es gibt keine Hilfe zu „{ $subject }“
help-subjects = Themen: { $subjects }
