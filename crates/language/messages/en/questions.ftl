### Questions to begin a conversation with: ten under each heading. Which of the two is asked stands in the code.


question-general-01 = What is on your mind that did not make it onto the list?
question-general-02 = How was your week, in one word, and why that word?
question-general-03 = What took more out of you than it should have?
question-general-04 = Which part of last week would you like to have again?
question-general-05 = What has changed since we last sat here?
question-general-06 = Is your workload one that you could keep up for a year?
question-general-07 = What do you keep putting off?
question-general-08 = What would make this half hour worth it today?
question-general-09 = What are you busy with that I do not see?
question-general-10 = Is there anything outside of work that I should take into account?

question-alignment-01 = What do you think is expected of you this month?
question-alignment-02 = If you could do only one thing this week, which one?
question-alignment-03 = What matters to you this quarter more than to me?
question-alignment-04 = Which of our priorities makes no sense to you?
question-alignment-05 = Where did we understand the same words differently?
question-alignment-06 = What should we stop doing?
question-alignment-07 = Which decision above us will reach us next?
question-alignment-08 = Whose work depends on yours, and do they know where you stand?
question-alignment-09 = What would you decide yourself if I were away for a month?
question-alignment-10 = What did we promise each other that we have not talked about since?

question-progress-01 = What are you proud of that nobody noticed?
question-progress-02 = Where are you stuck, and who could free it?
question-progress-03 = Which part of your plan do you trust least?
question-progress-04 = What did you learn the hard way lately?
question-progress-05 = What would you do next in my place?
question-progress-06 = What is finished enough to be shown?
question-progress-07 = What takes longer than others think?
question-progress-08 = Which of our goals would we set differently today?
question-progress-09 = What could go wrong in the next two weeks?
question-progress-10 = Which tool, room or hour would help you most?

question-relationships-01 = Who helped you lately, and do they know it?
question-relationships-02 = With whom would you like to work more?
question-relationships-03 = Where is there friction that you work around?
question-relationships-04 = What should I do more of, and what less?
question-relationships-05 = When did you last hold back an opinion, and why?
question-relationships-06 = Do you hear enough of what others think of your work?
question-relationships-07 = What works well between us, and what do we avoid?
question-relationships-08 = Who is not heard in our team?
question-relationships-09 = What did somebody say lately that landed badly with you?
question-relationships-10 = Whose expectations of you are unclear?

question-aspirations-01 = What would you like to be asked about in two years?
question-aspirations-02 = Which work makes you forget the time?
question-aspirations-03 = Which skill do you want to have by summer?
question-aspirations-04 = What would you do more of if nobody judged it?
question-aspirations-05 = Whose job would you like to try for a week?
question-aspirations-06 = Where do you see me going that I do not see myself?
question-aspirations-07 = What do you know that you could teach?
question-aspirations-08 = What would have to happen for you to leave?
question-aspirations-09 = What did we say about your path last time, and what came of it?
question-aspirations-10 = Which task is too small for you by now?

question-next-01 = Who does what until next time?
question-next-02 = What is the smallest step that would get it moving?
question-next-03 = What do you need from me, and by when?
question-next-04 = What do you need from me before we meet again?
question-next-05 = Which promise should we take back instead of keeping it half?
question-next-06 = What will you tell others about this conversation?
question-next-07 = What shall we put first next time?
question-next-08 = What will be the sign that it worked?
question-next-09 = Who has to hear of what we just decided?
question-next-10 = What could keep us from it, and what do we do then?
