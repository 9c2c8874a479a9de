//! Comparing in the room: six words for each person, a picture of the same, and four words for the history.

use client::{Entre, PersonRef, Words};
use language::say;
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
        let _waiting = desk.out.waiting(&say!("busy-working-out"));
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
            desk.ask.yes_or_no(&say!("all-twelve-match"), no_answer())?
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
            page.line([plain(say!("is-checked", name = name))]);
        }
        if answer == Some(true) && person.paused {
            page.line([plain(say!("exchange-goes-on"))]);
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
        let _waiting = desk.out.waiting(&say!("busy-syncing"));
        desk.block(entre.sync_check(&person, desk.moment()))?
    };
    let first = person.first_name().to_owned();
    desk.out.result("sync_check", &check, || {
        let mut page = Page::default();
        page.line([plain(say!("all-exchanged", first = first))]);
        page.blank();
        page.indented(4, [strong(check.words.join("   "))]);
        page.blank();
        page.line([plain(say!("equal-words-mean", first = first))]);
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
    Err(Fail::new(Exit::Safety, "words_differ", say!("words-of-differ", first = first))
        .because(say!("paused-between"))
        .because(say!("from-now-on-nothing", first = first))
        .attempt(say!("verify-once-more", name = name))
        .attempt(say!("paused-pair-anew", name = name, first = first)))
}

fn words_page(person: &PersonRef, words: &Words) -> Page {
    let first = person.first_name();
    let mut page = Page::default();
    page.line([plain(say!("compare-with", first = first))]);
    page.line([plain(say!("your-words-stand", first = first))]);
    page.blank();
    for (whose, six) in
        [(say!("your-words"), words.yours), (say!("their-words", first = first), words.theirs)]
    {
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
        desk.out.raw(&format!("{}\n", say!("no-picture-yet")));
        return;
    };
    match picture::half_blocks(code) {
        Some(drawn) if !desk.out.is_ascii() => {
            desk.out.raw(&drawn);
            desk.out.raw(&format!("{}\n", say!("same-picture")));
        }
        _ => desk.out.raw(&format!("{}\n", say!("ascii-no-picture"))),
    }
    desk.out.raw(&format!("{}\n", picture::in_groups(code)));
}

fn no_answer() -> Instead {
    let tries =
        ["entre verify PERSON --answer yes", "entre verify PERSON --answer no", "entre verify PERSON --show"];
    Instead::new(say!("missing-answer"), tries)
}
