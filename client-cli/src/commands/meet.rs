//! Running a meeting, line by line: works at any terminal, through a pipe, and with a screen reader. Each line is kept
//! before the next is read, so whatever ends the program ends nothing else.

mod clock;

use std::io::{BufRead, stdin};

use agenda::{Member, Occurrence, TopicView};
use client::{ActionText, Entre, GoalText, MeetingNow, PersonRef};
use language::say;
use serde_json::json;

use self::clock::Clock;
use crate::args;
use crate::ask::Instead;
use crate::calendar::date;
use crate::desk::Desk;
use crate::fail::Fail;
use crate::page::{Page, Sign, Span, Tone, faint, plain, strong};
use crate::screens;
use crate::when;

pub(crate) fn meet(desk: &Desk, args: &args::Meet) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let meeting = begin(desk, &mut entre, &person, args)?;
    let counts = entre.talk(&person, desk.now().date())?.0.on && !args.no_talk_time;
    let topics = entre.agenda_of(&person, &meeting.id, &desk.now())?.topics;
    let topics: Vec<TopicView> =
        topics.into_iter().filter(|topic| topic.state == "open" || topic.state == "parked").collect();
    let minutes = args.minutes.unwrap_or(meeting.minutes);
    let mut room = Room {
        desk,
        entre,
        person,
        clock: Clock::start(minutes, counts),
        meeting,
        topics,
        at: 0,
        discussed: 0,
        actions: 0,
        decisions: 0,
        private: false,
    };
    room.head();
    for line in stdin().lock().lines() {
        let Ok(line) = line else { break };
        match room.take(&line) {
            Ok(Next::Go) => {}
            Ok(Next::Finish) => break,
            // A mistake in one line ends nothing: it is said, and the next line is read.
            Err(fail) => desk.out.fail(&fail),
        }
    }
    room.finish()
}

fn begin(desk: &Desk, entre: &mut Entre, person: &PersonRef, args: &args::Meet) -> Result<Occurrence, Fail> {
    let now = desk.now();
    let which = match entre.meeting_now(person, &now)? {
        _ if args.extra => None,
        MeetingNow::OfToday(id) => Some(id),
        MeetingNow::Near(id, _) if args.instead => Some(id),
        MeetingNow::Near(id, day) => {
            let choices = [say!("meet-instead", date = when::long_date(day, now.date())), say!("meet-extra")];
            let instead = Instead::new(
                say!("meet-which-missing"),
                ["entre meet PERSON --instead", "entre meet PERSON --extra"],
            );
            (desk.ask.pick(&say!("meet-which"), &choices, 0, instead)? == 0).then_some(id)
        }
        MeetingNow::None => None,
    };
    entre.begin_meeting(person, which, &now)
}

/// What comes after a line.
#[derive(PartialEq)]
enum Next {
    Go,
    Finish,
}

/// A meeting that goes on.
struct Room<'a> {
    desk: &'a Desk,
    entre: Entre,
    person: PersonRef,
    meeting: Occurrence,
    topics: Vec<TopicView>,
    at: usize,
    clock: Clock,
    discussed: u32,
    actions: u32,
    decisions: u32,
    private: bool,
}

impl Room<'_> {
    fn take(&mut self, line: &str) -> Result<Next, Fail> {
        let line = line.trim_end();
        let (letter, rest) = match line.split_once(' ') {
            Some((letter, rest)) => (letter, rest.trim()),
            None => (line, ""),
        };
        match (letter, rest.is_empty()) {
            ("", true) => {}
            ("?", true) => self.desk.out.page(&help()),
            ("q", true) => return Ok(Next::Finish),
            ("n", true) => return self.discussed(),
            ("c", true) => self.forward(),
            ("k", true) => self.park()?,
            ("s", true) => {
                let said = self.clock.switch(&self.person);
                self.say(said);
            }
            ("t", true) => {
                let said = self.clock.told(&self.person);
                self.say(said);
            }
            ("p", true) => self.show_private()?,
            ("a", false) => self.action(rest)?,
            ("d", false) => self.decide(rest)?,
            ("g", false) => self.goal(rest)?,
            ("m", false) => {
                self.entre.note_meeting(&self.person, &self.meeting, rest, &self.desk.now())?;
                self.say(say!("meet-noted"));
            }
            _ => self.note(line)?,
        }
        Ok(Next::Go)
    }

    /// A line for the notes of the topic, or of the meeting when there is no topic left.
    fn note(&mut self, line: &str) -> Result<(), Fail> {
        if matches!(line, "a" | "d" | "g" | "m") {
            self.say(say!("meet-letter-needs-text", letter = line));
            return Ok(());
        }
        let now = self.desk.now();
        match self.topics.get(self.at) {
            Some(topic) => drop(self.entre.note_line(&self.person, topic.id, line, &now)?),
            None => drop(self.entre.note_meeting(&self.person, &self.meeting, line, &now)?),
        }
        Ok(())
    }

    fn discussed(&mut self) -> Result<Next, Fail> {
        if let Some(topic) = self.topics.get(self.at) {
            self.entre.take_up(&self.person, topic.id, &self.meeting, false, &self.desk.now())?;
            self.discussed += 1;
        }
        self.forward();
        Ok(Next::Go)
    }

    fn park(&mut self) -> Result<(), Fail> {
        if let Some(topic) = self.topics.get(self.at) {
            self.entre.take_up(&self.person, topic.id, &self.meeting, true, &self.desk.now())?;
        }
        self.forward();
        Ok(())
    }

    fn forward(&mut self) {
        if self.at < self.topics.len() {
            self.at += 1;
        }
        self.head();
    }

    /// "Draft the rollback plan @sam fri": who and when stand at the end, in any order; without a name it is one's own.
    fn action(&mut self, text: &str) -> Result<(), Fail> {
        let today = self.desk.now().date();
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let (mut owner, mut due) = (self.person.you, None);
        for _ in 0..2 {
            let Some(last) = words.last().copied() else { break };
            if let Some(name) = last.strip_prefix('@') {
                owner = crate::commands::writing::owner(&mut self.entre, &self.person, name)?;
            } else if let Some(day) = date(last, today).ok().filter(|_| due.is_none() && words.len() > 1) {
                due = Some(day);
            } else {
                break;
            }
            words.pop();
        }
        let action = ActionText { text: words.join(" "), owner, due };
        let now = self.desk.now();
        let from = (self.topics.get(self.at).map(|topic| topic.id), Some(self.meeting.id));
        let done = self.entre.action_from(&self.person, &action, from, &now)?;
        self.actions += 1;
        let mut said = vec![screens::who(Some(owner), &self.person)];
        said.extend(due.map(|due| when::due(due, today)));
        self.say(say!("meet-action", reference = &done.reference, about = said.join(", ")));
        Ok(())
    }

    fn decide(&mut self, text: &str) -> Result<(), Fail> {
        let now = self.desk.now();
        let topic = match self.topics.get(self.at) {
            Some(topic) => Some(self.entre.resolve(Some(&self.person), &topic.id.to_string())?),
            None => None,
        };
        self.entre.decide(&self.person, topic.as_ref(), text, &now)?;
        self.decisions += 1;
        self.say(say!("decision-written"));
        Ok(())
    }

    fn goal(&mut self, text: &str) -> Result<(), Fail> {
        let goal = GoalText {
            title: text.to_owned(),
            kind: agenda::GoalKind::Okr,
            owner: Member::Report,
            due: None,
        };
        let done = self.entre.add_goal(&self.person, &goal, &self.desk.now())?;
        self.say(say!("meet-goal", reference = &done.reference));
        Ok(())
    }

    fn show_private(&mut self) -> Result<(), Fail> {
        self.private = !self.private;
        let screen = self.entre.prep(&self.person, self.private, &self.desk.now())?;
        let mut page = Page::default();
        if !self.private {
            page.line([Span::new(Tone::Private, &say!("meet-private-hidden"))]);
        } else if screen.private.notes.is_empty() {
            page.line([Span::new(Tone::Private, &say!("meet-no-private"))]);
        }
        for note in screen.private.notes.iter().flat_map(|note| note.text.lines()) {
            page.hanging(
                2,
                4,
                [Span::sign(Tone::Private, Sign::OnlyYou), Span::new(Tone::Private, &format!(" {note}"))],
            );
        }
        self.show(&page);
        Ok(())
    }

    /// Where the meeting is: the topic, or that the list is empty.
    fn head(&self) {
        let mut page = Page::default();
        if self.at == 0 {
            page.line([
                strong(say!("name-and-you", name = &self.person.name)),
                plain(format!(", {}", say!("meet-planned", minutes = self.clock.minutes()))),
            ]);
            page.line([faint(say!("meet-help-short"))]);
        }
        match self.topics.get(self.at) {
            Some(topic) => {
                let number = format!("{}/{}  ", self.at + 1, self.topics.len());
                let by = format!("  ({})", screens::who(topic.by, &self.person));
                page.hanging(0, 5, [faint(number), strong(&topic.title), faint(by)]);
            }
            None => page.line([plain(say!("meet-list-empty"))]),
        }
        self.show(&page);
    }

    fn finish(mut self) -> Result<(), Fail> {
        let now = self.desk.now();
        let talk = self.clock.stop();
        let kept = match talk {
            Some(talk) if self.wants_talk() => Some(talk),
            _ => None,
        };
        let ended = self.entre.end_meeting(&self.person, &self.meeting, kept, &now)?;
        let left: Vec<&TopicView> = self.topics.iter().skip(self.at).collect();
        // Whoever walks away from this question has ended the meeting all the same, and is told so.
        if let Ok(Some(line)) = self.desk.ask.optional_line(&say!("meet-one-line"), at_a_terminal()) {
            self.entre.note_about_meeting(&self.person, &self.meeting, &line, &now)?;
        }
        let value = json!({
            "person": self.person, "meeting": ended.meeting, "next": ended.next, "discussed": self.discussed,
            "actions": self.actions, "decisions": self.decisions,
            "left": left.iter().map(|topic| &topic.id).collect::<Vec<_>>(),
        });
        self.desk.out.result("met", &value, || {
            let mut page = Page::default();
            page.line([plain(say!(
                "meet-ended",
                minutes = self.clock.gone_minutes(),
                topics = self.discussed,
                actions = self.actions,
                decisions = self.decisions
            ))]);
            if !left.is_empty() {
                page.line([plain(say!("meet-left"))]);
                for topic in &left {
                    page.hanging(
                        2,
                        4,
                        [Span::sign(Tone::Shared, Sign::Open), plain(format!(" {}", topic.title))],
                    );
                }
            }
            page.line([faint(screens::sees(&self.person, true, ended.changed))]);
            page
        });
        let name = self.person.first_name().to_lowercase();
        self.desk.out.hint(&Page::sentence(say!("meet-recap-hint", name = name)));
        Ok(())
    }

    /// Both have switched talk time on; whoever counted it can still throw it away.
    ///
    /// Nobody to ask, or nobody who answers any more: the meeting ends, and what both wanted to be counted is kept.
    fn wants_talk(&self) -> bool {
        let choices = [say!("talk-keep"), say!("talk-throw-away")];
        let answer = self.desk.ask.pick(&say!("talk-keep-question"), &choices, 0, at_a_terminal());
        answer.map_or(true, |choice| choice == 0)
    }

    fn say(&self, text: impl AsRef<str>) {
        let mut page = Page::default();
        page.indented(2, [faint(text)]);
        self.show(&page);
    }

    /// While it goes on, nothing but the end is JSON.
    fn show(&self, page: &Page) {
        if !self.desk.out.is_json() {
            self.desk.out.page(page);
        }
    }
}

/// For questions that are put only where somebody can answer.
fn at_a_terminal() -> Instead {
    Instead::new(String::new(), Vec::<String>::new())
}

fn help() -> Page {
    let mut page = Page::default();
    for (letter, meaning) in [
        ("n", say!("meet-help-n")),
        ("c", say!("meet-help-c")),
        ("k", say!("meet-help-k")),
        ("a", say!("meet-help-a")),
        ("d", say!("meet-help-d")),
        ("g", say!("meet-help-g")),
        ("m", say!("meet-help-m")),
        ("s", say!("meet-help-s")),
        ("t", say!("meet-help-t")),
        ("p", say!("meet-help-p")),
        ("q", say!("meet-help-q")),
    ] {
        page.hanging(2, 5, [strong(letter), plain(format!("  {meaning}"))]);
    }
    page
}
