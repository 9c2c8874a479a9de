### Subjects of help.

no-help = there is no help on "{ $subject }"
help-subjects = subjects: { $subjects }
