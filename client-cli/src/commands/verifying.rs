//! Comparing in the room: six words for each person, a picture of the same, and four words for the history.

use client::{Entre, PersonRef, Words};
use serde_json::json;

use crate::args;
use crate::ask::Instead;
use crate::desk::Desk;
use crate::fail::{Exit, Fail};
use crate::page::{Page, plain, strong};
use crate::picture;

pub(crate) fn verify(desk: &Desk, args: &args::Verify) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let words = {
        let _waiting = desk.out.waiting("working out the words");
        entre.words(&person)?
    };
    let answer = match args.answer {
        Some(args::Answer::Yes) => Some(true),
        Some(args::Answer::No) => Some(false),
        None if args.show || desk.out.is_json() => None,
        None if person.checked && !args.again => None,
        None => {
            desk.out.question(&words_page(&person, &words));
            if args.qr {
                show_picture(desk, &words);
            }
            desk.ask.yes_or_no("Do all twelve match?", NO_ANSWER)?
        }
    };
    if let Some(matched) = answer {
        compared(desk, &mut entre, &person, matched)?;
    }
    let checked = answer == Some(true) || (person.checked && answer.is_none());
    let value = json!({
        "person": person,
        "yours": words.yours,
        "theirs": words.theirs,
        "code": words.code,
        "checked": checked,
    });
    // Who has just answered has seen the words.
    let asked = answer.is_some() && args.answer.is_none();
    desk.out.result("words", &value, || {
        let mut page = if asked { Page::default() } else { words_page(&person, &words) };
        if checked {
            let name = &person.name;
            page.line([plain(format!(
                "{name} is checked. The words stay the same until one of you sets up anew."
            ))]);
        }
        if answer == Some(true) && person.paused {
            page.line([plain("The exchange goes on with the next entre sync.")]);
        }
        page
    });
    if args.qr && !asked && !desk.out.is_json() {
        show_picture(desk, &words);
    }
    Ok(())
}

pub(crate) fn sync_check(desk: &Desk, args: &args::SyncCheck) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let check = {
        let _waiting = desk.out.waiting("syncing");
        desk.block(entre.sync_check(&person, desk.moment()))?
    };
    let first = person.first_name().to_owned();
    desk.out.result("sync_check", &check, || {
        let mut page = Page::default();
        page.line([plain(format!("Everything here is exchanged. Compare with {first}:"))]);
        page.blank();
        page.indented(4, [strong(check.words.join("   "))]);
        page.blank();
        page.line([plain(format!(
            "Equal words: you both have the same history, and the relay holds nothing back. If they differ, {first} \
             runs this, then you once more. If they still differ, something is held back or was refused: entre status"
        ))]);
        page
    });
    Ok(())
}

/// Keeps the answer; a "no" is a stop.
fn compared(desk: &Desk, entre: &mut Entre, person: &PersonRef, matched: bool) -> Result<(), Fail> {
    entre.set_compared(person, matched, desk.moment())?;
    if matched {
        return Ok(());
    }
    let (name, first) = (&person.name, person.first_name());
    Err(Fail::new(Exit::Safety, "words_differ", format!("the words of {first} differ"))
        .because("somebody may stand between you, or one of you looked at another notebook")
        .because(format!("from now on nothing is exchanged with {first}; what you write waits here"))
        .attempt(format!("entre verify \"{name}\"     once more, side by side or by phone"))
        .attempt(format!("entre people rename \"{name}\" \"{first} before\", then entre invite \"{name}\"     a new pairing, in the room")))
}

fn words_page(person: &PersonRef, words: &Words) -> Page {
    let first = person.first_name();
    let mut page = Page::default();
    page.line([plain(format!(
        "Compare with {first}, about 20 seconds. It shows that nobody sits between you. Put the screens side by side, \
         or call; not in the chat you sent the code in."
    ))]);
    page.line([plain(format!(
        "Your words stand on {first}'s screen under your name. Each of you checks both rows."
    ))]);
    page.blank();
    for (whose, six) in [("Your words".to_owned(), words.yours), (format!("{first}'s words"), words.theirs)] {
        page.line([strong(whose)]);
        for (row, three) in six.chunks(3).enumerate() {
            let cells = three.iter().enumerate().map(|(at, word)| format!("{} {word:<10}", row * 3 + at + 1));
            let cells = cells.collect::<Vec<_>>().join("  ");
            page.indented(4, [plain(cells.trim_end())]);
        }
        page.blank();
    }
    page
}

/// The picture, and the same as text where no picture can be drawn.
fn show_picture(desk: &Desk, words: &Words) {
    let Some(code) = &words.code else {
        desk.out.raw("There is no picture before the notebook is known on both sides: entre sync\n");
        return;
    };
    match picture::half_blocks(code) {
        Some(drawn) if !desk.out.is_ascii() => {
            desk.out.raw(&drawn);
            desk.out
                .raw("The same picture is on the other screen: take both with one camera app, or compare:\n");
        }
        _ => desk.out.raw("This terminal shows ASCII only, so there is no picture. The same as text:\n"),
    }
    desk.out.raw(&format!("{}\n", picture::in_groups(code)));
}

const NO_ANSWER: Instead = Instead {
    missing: "answer given",
    tries: &[
        "entre verify PERSON --answer yes",
        "entre verify PERSON --answer no",
        "entre verify PERSON --show",
    ],
};
