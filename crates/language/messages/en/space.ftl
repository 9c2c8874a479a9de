### Headings, title and place; what belongs to what; signs.

no-such-heading = no heading is called "{ $word }"
heading-name-taken = another heading is called "{ $name }" already
heading-line = { $word }, as usual
heading-is-own = { $word }, your own name
heading-named = { $heading } is called "{ $name }" from now on.
heading-usual = { $heading } has its usual name again.
headings-hint = entre headings { $person } alignment "Direction"     gives one another name, --reset the usual one
title-is = Title: { $title }
title-is-none = This notebook has no title.
title-set = The notebook is called "{ $title }" from now on.
title-gone = The notebook has no title any more.
place-is = You usually meet here: { $place }
place-is-none = No usual place is written down.
place-set = The place is { $place }.
place-gone = No place is written down for this any more.
missing-heading-name = no name for the heading given
only-topics-under = only topics are parts of other topics
under-itself = a topic cannot be a part of itself
only-shared-linked = only topics and actions are for a goal
only-topics-blocked = only topics wait for somebody
only-shared-reacted = only topics and actions get signs
of-two-notebooks = these two are of different notebooks
missing-other = it is not said of what, and --none is not given
put-under = Part of "{ $parent }" now
put-alone = Stands alone now
linked = For the goal "{ $goal }" now
unlinked = For no goal any more
blocked = { $by ->
        [me] Waits for you now
       *[other] Waits for { $by } now
    }
freed = Free again
reacted = Sign given
sign-gone = Sign taken away
part-of = part of: { $title }
for-goal = for the goal: { $title }
waits-for = waits for { $by }
goal-topics = Topics for it
goal-actions = Actions for it
no-such-sign = there is no sign "{ $sign }"
signs-are = signs: { $signs }

log-heading-named = called the heading { $heading } "{ $name }"
log-heading-usual = gave the heading { $heading } its usual name back
log-title-set = called the notebook "{ $title }"
log-title-gone = took the title of the notebook away
log-place-set = wrote down the place { $place }
log-place-gone = took the place away
log-put-under = made "{ $title }" a part of "{ $parent }"
log-put-alone = let "{ $title }" stand alone
log-linked = said that "{ $title }" is for the goal "{ $goal }"
log-unlinked = said that "{ $title }" is for no goal
log-blocked = said that "{ $title }" waits for { $by }
log-freed = said that "{ $title }" is free
log-reacted = gave "{ $title }" a sign: { $sign }
log-sign-gone = took a sign of "{ $title }" away
