### Templates for an agenda. Lines with ## name a heading, the others are topics: a kind and a title.

template-weekly =
    # Weekly
    ## general
    - question: How was the week, and what is on your mind?
    ## alignment
    - topic: What comes first until next time?
    ## progress
    - roadblock: What is in the way, and who can free it?
    ## relationships
    - topic: One thing that went well between people
    ## next
    - topic: Who does what until when?

template-first =
    # First meeting
    ## general
    - question: How do we want to use this time, and who brings the list?
    - question: When do you work best, and when should nobody call?
    ## alignment
    - question: What have you been told that you are here for?
    ## relationships
    - question: How do you like to hear that something was not good?
    ## aspirations
    - question: What would make the first half year a good one?
    ## next
    - topic: What we write down, and who can read it

template-career =
    # Career
    ## aspirations
    - question: Which work of the last months would you like to do for years?
    - question: What is the next step, in plain words?
    - topic: What is missing for it, and what is not
    ## progress
    - topic: Two pieces of work that show it
    ## relationships
    - question: Whose word counts in this, and do they know you?
    ## next
    - topic: One thing to learn, and the time for it

template-mid-year =
    # Mid-year
    ## general
    - question: Which three words fit the last six months?
    ## progress
    - topic: The goals: reached, changed, dropped
    - win: What you are proud of
    - lesson: What we would do differently
    ## relationships
    - feedback: One thing to keep, one to change, in both directions
    ## aspirations
    - question: What do you want to be able to do at the end of the year?
    ## next
    - topic: Goals for the other half

template-skip-level =
    # Skip-level
    ## general
    - question: What should I know that does not reach me?
    ## alignment
    - question: What do you think we are here to do this year?
    ## progress
    - question: What slows everybody down?
    ## relationships
    - question: What does your team do that others should copy?
    ## aspirations
    - question: Who in your team deserves more room?
    ## next
    - topic: What I do with what you told me

template-after-leave =
    # After leave
    ## general
    - question: How are you, and what do you need in the first week?
    ## alignment
    - update: What was decided meanwhile, and why
    ## progress
    - topic: What goes back to you, and what stays where it is
    ## relationships
    - topic: Who is new, who is gone
    ## next
    - topic: A small first piece of work

template-hard-week =
    # Hard week
    ## general
    - concern: What happened, and how is it for you?
    - question: What can wait, and what do I take off you?
    ## relationships
    - question: Who can help besides me?
    ## next
    - topic: The next two days, no further
