//! Preparing, what happened, promises, what was found, an overview.

use agenda::{ActionView, Part, PrivatePlace, SharedPlace, TopicView};
use client::{ActionsScreen, FoundWith, HistoryScreen, OverviewLine, PrepScreen};
use jiff::ZonedDateTime;
use jiff::civil::Date;
use language::say;

use crate::page::{Page, Sign, Span, Table, Tone, faint, plain, strong};
use crate::screens::checkins::talked;
use crate::screens::{brought_in, standing, who};
use crate::when;

/// What helps to prepare the next meeting. Parts with nothing in them are left out.
pub(crate) fn prep(screen: &PrepScreen, now: &ZonedDateTime) -> Page {
    let (person, today) = (&screen.person, now.date());
    let mut page = Page::default();
    let mut headline = vec![strong(say!("name-and-you", name = &person.name))];
    if let Some(meeting) = &screen.prep.meeting {
        let here = meeting.starts.timestamp().to_zoned_datetime(now.time_zone().clone());
        headline.push(plain(format!(", {} {}", when::long_date(here.date(), today), here.strftime("%H:%M"))));
    }
    page.line(headline);
    if let Some(place) = screen.prep.meeting.as_ref().and_then(|meeting| meeting.place.as_ref()) {
        page.line([faint(place)]);
    }
    let mut table = Table::new(2, 2);
    let mut part = |heading: String, rows: Vec<Vec<Vec<Span>>>| {
        if !rows.is_empty() {
            table.blank();
            table.line(0, [strong(heading)]);
            for row in rows {
                table.row(row);
            }
        }
    };
    let topic = |topic: &TopicView, note: String| {
        vec![
            vec![strong(&topic.reference)],
            vec![Span::sign(Tone::Shared, Sign::Open)],
            vec![plain(&topic.title)],
            vec![faint(note)],
        ]
    };
    let action = |action: &ActionView| {
        let open = action.state == "open";
        let due = action.due.filter(|_| open).map(|due| when::due(due, today));
        let late = open && action.due.is_some_and(|due| due < today);
        let about: Vec<String> = [Some(who(action.owner, person)), due].into_iter().flatten().collect();
        let sign = if open { Sign::Unticked } else { Sign::Good };
        let tone = if late { Tone::Wrong } else { Tone::Faint };
        vec![
            vec![strong(&action.reference)],
            vec![Span::sign(Tone::Shared, sign)],
            vec![plain(&action.text)],
            vec![Span::new(tone, &about.join(", "))],
        ]
    };
    part(
        say!("prep-carried"),
        screen
            .prep
            .carried
            .iter()
            .map(|one| topic(one, say!("carried-times", count = one.carried)))
            .collect(),
    );
    part(
        say!("prep-roadblocks"),
        screen
            .prep
            .roadblocks
            .iter()
            .map(|one| {
                let waits = one.blocked_by.as_ref().map(|by| say!("waits-for", by = by));
                let about = [Some(when::days_ago(one.added, today)), waits];
                topic(one, about.into_iter().flatten().collect::<Vec<_>>().join(", "))
            })
            .collect(),
    );
    part(say!("prep-overdue"), screen.prep.overdue.iter().map(action).collect());
    part(say!("prep-promises"), screen.prep.promises.iter().map(action).collect());
    part(
        say!("prep-goals"),
        screen
            .prep
            .quiet_goals
            .iter()
            .map(|goal| {
                let quiet = say!("days-quiet", count = goal.days_quiet);
                vec![vec![strong(&goal.reference)], vec![], vec![plain(&goal.title)], vec![faint(quiet)]]
            })
            .collect(),
    );
    part(
        say!("prep-time-off"),
        screen
            .prep
            .time_off
            .iter()
            .map(|off| {
                let (from, to) = (when::long_date(off.from, today), when::long_date(off.to, today));
                let days = say!("from-to", from = from, to = to);
                vec![
                    vec![strong(&off.reference)],
                    vec![],
                    vec![plain(who(off.member, person))],
                    vec![faint(days)],
                ]
            })
            .collect(),
    );
    if table.is_empty() {
        page.line([plain(say!("prep-nothing"))]);
    } else {
        page.blank();
        page.table(table);
    }
    if !screen.questions.is_empty() {
        page.blank();
        page.line([strong(say!("prep-questions"))]);
        for question in &screen.questions {
            page.hanging(2, 4, [plain(&question.text), faint(format!("  {}", question.name))]);
        }
    }
    private(&mut page, screen);
    page
}

fn private(page: &mut Page, screen: &PrepScreen) {
    if screen.private.count == 0 {
        return;
    }
    page.blank();
    if !screen.private.shown {
        page.line([Span::new(Tone::Private, &say!("notes-not-shown", count = screen.private.count))]);
        return;
    }
    page.line([Span::new(Tone::Private, &say!("only-you-heading"))]);
    for note in &screen.private.notes {
        for (index, line) in note.text.lines().enumerate() {
            let label = if index == 0 { format!(" ({})  ", note.reference) } else { " ".to_owned() };
            page.hanging(
                2,
                6,
                [
                    Span::sign(Tone::Private, Sign::OnlyYou),
                    Span::new(Tone::Private, &label),
                    Span::new(Tone::Private, line),
                ],
            );
        }
    }
}

/// The meetings so far, the latest first.
pub(crate) fn history(screen: &HistoryScreen, now: &ZonedDateTime) -> Page {
    let today = now.date();
    let mut page = Page::default();
    let regular = &screen.regularity;
    page.line([
        strong(say!("name-and-you", name = &screen.person.name)),
        plain(if screen.held.of == 0 {
            String::new()
        } else {
            let last = say!("held-of", held = regular.held, of = regular.of);
            format!(": {last}, {}", say!("held-in-all", held = screen.held.held, of = screen.held.of))
        }),
    ]);
    if let Some(talk) = screen.talk.together.filter(|_| screen.talk.on) {
        let mut said = talked(&screen.person, talk.report_percent);
        if let Some(aim) = screen.talk.aim_percent {
            said = format!("{said} {}", say!("talk-aim", percent = aim));
        }
        page.line([faint(said)]);
    }
    for (member, on) in &screen.brought_in {
        page.hanging(0, 2, [faint(brought_in(*member, *on, &screen.person))]);
    }
    for meeting in &screen.meetings {
        page.blank();
        let mut head = vec![strong(when::long_date(meeting.occurrence.date(), today))];
        let about: Vec<String> = [
            Some(standing(&meeting.occurrence, now)).filter(|text| !text.is_empty()),
            meeting.took_minutes.map(|minutes| say!("took-minutes", count = minutes)),
            meeting.occurrence.place.clone().filter(|place| screen.place.as_ref() != Some(place)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !about.is_empty() {
            head.push(faint(format!("  {}", about.join(", "))));
        }
        page.line(head);
        for topic in &meeting.discussed {
            page.hanging(
                2,
                4,
                [Span::sign(Tone::Shared, Sign::Discussed), plain(format!(" {}", topic.title))],
            );
        }
        for topic in &meeting.parked {
            page.hanging(2, 4, [Span::sign(Tone::Shared, Sign::Parked), plain(format!(" {}", topic.title))]);
        }
        for action in &meeting.actions {
            let sign = if action.state == "open" { Sign::Unticked } else { Sign::Good };
            let by = who(action.owner, &screen.person);
            page.hanging(
                2,
                6,
                [
                    Span::sign(Tone::Shared, sign),
                    plain(format!(" {}", action.text)),
                    faint(format!("  {by}")),
                ],
            );
        }
    }
    if screen.meetings.is_empty() {
        page.line([plain(say!("no-meetings-yet"))]);
    }
    page
}

/// Promises, by person.
pub(crate) fn actions(all: &[ActionsScreen], today: Date) -> Page {
    let mut page = Page::default();
    let mut table = Table::new(2, 2);
    for screen in all {
        table.blank();
        table.line(0, [strong(&screen.person.name)]);
        for action in &screen.actions {
            let open = action.state == "open";
            let late = open && action.due.is_some_and(|due| due < today);
            let mut about = vec![who(action.owner, &screen.person)];
            if open {
                about.extend(action.due.map(|due| when::due(due, today)));
            }
            table.row([
                vec![strong(&action.reference)],
                vec![Span::sign(Tone::Shared, if open { Sign::Unticked } else { Sign::Good })],
                vec![plain(&action.text)],
                vec![Span::new(if late { Tone::Wrong } else { Tone::Faint }, &about.join(", "))],
            ]);
        }
    }
    if table.is_empty() {
        page.line([plain(say!("no-actions"))]);
    } else {
        page.table(table);
    }
    page
}

/// What was found: what both see first, what only you see apart from it.
pub(crate) fn search(all: &[FoundWith], private: bool, now: &ZonedDateTime) -> Page {
    let mut page = Page::default();
    if all.is_empty() {
        page.line([plain(say!("nothing-found"))]);
        return page;
    }
    let day = |at: jiff::Timestamp| {
        when::short_date(at.to_zoned_datetime(now.time_zone().clone()).date(), now.date())
    };
    for with in all {
        page.blank();
        let mut head = vec![strong(say!("name-and-you", name = &with.person.name))];
        if with.person.put_away.is_some() {
            head.push(faint(say!("put-away-mark")));
        }
        page.line(head);
        let mut table = Table::new(2, 2);
        for hit in &with.shared {
            table.row([
                vec![faint(day(hit.at))],
                vec![faint(place(&hit.found, hit.part))],
                vec![plain(&hit.line)],
            ]);
        }
        if !table.is_empty() {
            page.table(table);
        }
        if with.private.is_empty() {
            continue;
        }
        if !private {
            page.indented(2, [Span::new(Tone::Private, &say!("hits-not-shown", count = with.private.len()))]);
            continue;
        }
        for hit in &with.private {
            let what = match hit.found {
                PrivatePlace::Note(_) => say!("place-note"),
                PrivatePlace::Draft(_) => say!("place-draft"),
                PrivatePlace::CheckIn(_) => say!("place-check-in"),
            };
            page.hanging(
                2,
                6,
                [
                    Span::sign(Tone::Private, Sign::OnlyYou),
                    Span::new(Tone::Private, &format!(" {}  {what}  ", day(hit.at))),
                    Span::new(Tone::Private, &hit.line),
                ],
            );
        }
    }
    page
}

fn place(place: &SharedPlace, part: Part) -> String {
    let what = match place {
        SharedPlace::Priorities => say!("place-priorities"),
        SharedPlace::Topic(_) => say!("place-topic"),
        SharedPlace::Action(_) => say!("place-action"),
        SharedPlace::Meeting(_) => say!("place-meeting"),
        SharedPlace::Goal(_) => say!("place-goal"),
        SharedPlace::Feedback(_) => say!("place-feedback"),
        SharedPlace::Win(_) => say!("place-win"),
        SharedPlace::Lesson(_) => say!("place-lesson"),
        SharedPlace::TimeOff(_) => say!("place-time-off"),
    };
    match part {
        Part::Comment => say!("place-comment", place = what),
        Part::Notes => say!("place-notes", place = what),
        _ => what,
    }
}

/// Everybody at a glance.
pub(crate) fn overview(rows: &[OverviewLine], now: &ZonedDateTime) -> Page {
    let today = now.date();
    let mut page = Page::default();
    let mut table = Table::new(0, 2);
    for OverviewLine { person, row } in rows {
        let next = row.next.as_ref().map_or_else(String::new, |next| {
            let here = next.starts.timestamp().to_zoned_datetime(now.time_zone().clone());
            format!("{} {}", when::day(here.date(), today), here.strftime("%H:%M"))
        });
        let last = row.regularity.last_held.map_or_else(
            || say!("never-met"),
            |last| say!("last-met-when", when = when::days_ago(last, today)),
        );
        let mut waits = vec![say!("topics-count", count = row.open_topics)];
        if row.open_actions > 0 {
            waits.push(say!("actions-count", count = row.open_actions));
        }
        let mut spans = vec![plain(waits.join(", "))];
        if row.overdue_actions > 0 {
            spans.push(Span::new(
                Tone::Wrong,
                &format!("  {}", say!("late-count", count = row.overdue_actions)),
            ));
        }
        if !row.carried_often.is_empty() {
            spans.push(faint(format!("  {}", say!("carried-often", count = row.carried_often.len()))));
        }
        table.row([vec![strong(&person.name)], vec![plain(next)], spans, vec![faint(last)]]);
    }
    if table.is_empty() {
        page.line([plain(say!("nobody-here"))]);
    } else {
        page.table(table);
    }
    page
}
