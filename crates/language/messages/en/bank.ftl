### Asking the bank, and templates: what is said about them.

log-asked = put "{ $question }" on the agenda
no-such-question = there is no question "{ $name }"
question-is-ours = only questions of your own can be taken away

no-such-template = there is no template "{ $name }"
templates-are = templates: { $names }
log-template-applied = put the template "{ $name }" on the agenda
template-without-name = this template has no name
template-name-is-ours = "{ $name }" is one of the templates that come with entre
template-of-nothing = nothing is on that agenda
template-is-ours = only templates of your own can be taken away
template-bad-heading = this is none of the six headings
headings-are = headings: { $names }
template-bad-line = a line begins with #, ## or -
template-without-topics = there is no topic in this template
template-too-long = a template has at most { $count } topics
template-line = line { $number }: { $why }
template-bad-title = the topic has no title, or one that is too long

added = Added
only-you-read-this = Only you read this.
question-of-your-own = A question of your own:
question-kept = Kept, only you ({ $name }).
question-removed = Taken away.
both-answer = both answer
you-answer = you answer
they-answer = { $name } answers
all-asked-lately = All of these were asked within the last ten meetings.
template-removed = Taken away.
template-kept = { $count ->
    [one] Kept as "{ $name }", 1 topic.
   *[other] Kept as "{ $name }", { $count } topics.
}
template-yours = yours
topics-count = { $count ->
    [one] 1 topic
   *[other] { $count } topics
}
template-applied = { $count ->
    [one] Added 1 topic. entre undo takes it back.
   *[other] Added { $count } topics. One entre undo takes all of them back.
}
file-unreadable = { $file } cannot be read: { $error }
