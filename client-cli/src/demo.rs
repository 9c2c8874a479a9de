//! `entre demo`: two people and a relay on this machine, throw-away. It uses the same code paths and sockets as
//! everything else; only the folders are temporary, and the network is on when the demo says so.

mod conflicts;
mod room;
mod search;
mod story;
mod tap;

use std::cell::RefCell;
use std::time::Instant;

use crate::args;
use crate::fail::{Exit, Fail};
use crate::output::Output;
use crate::page::{Page, Sign, Span, Tone, faint, plain, strong};

use language::say;
use room::Room;
use search::{Haystack, Needles};

/// Runs the demo from the first step to the last. Every claim on the screen has been checked before it is printed.
pub(crate) async fn run(args: &args::Demo, out: &Output) -> Result<(), Fail> {
    let began = Instant::now();
    let steps = Steps { out, done: RefCell::default() };
    steps.say(&say!("demo-begin"));

    let room = Room::open(args.keep.as_deref())?;
    steps.done(&say!("demo-relay", address = room.address().to_string()));

    let mut pair = story::pair(&room).await?;
    steps.done(&say!("demo-paired"));

    let imported = story::import(&mut pair).await?;
    steps.done(&say!("demo-imported", topics = imported.topics, actions = imported.actions));

    story::agree_on_topics(&mut pair).await?;
    let written = story::write_apart(&mut pair)?;
    steps.done(&say!("demo-apart"));

    let agreed = story::come_together(&mut pair).await?;
    steps.done(&say!("demo-together"));
    if !out.is_json() {
        out.page(&story::side_by_side(&agreed));
    }
    for outcome in story::outcomes(&mut pair, &agreed)? {
        steps.done(&outcome);
    }
    steps.done(&story::settle(&mut pair).await?);

    story::private_at_home(&mut pair, &written)?;
    steps.done(&say!("demo-private"));

    let needles = story::needles(&mut pair, &written)?;
    let findings = look_for(&room, &needles)?;
    steps.done(&say!(
        "demo-searched",
        files = findings.files / 1024,
        traffic = findings.traffic / 1024,
        texts = needles.len()
    ));
    steps.done(&say!("demo-control"));

    let took = began.elapsed();
    let kept = room.close(args.keep.is_some()).await?;
    ending(&steps, took.as_secs_f32(), kept.as_deref());
    Ok(())
}

/// How much was searched.
struct Findings {
    files: usize,
    traffic: usize,
}

/// Looks for every text in everything the relay keeps and saw, and for a planted control in a copy.
fn look_for(room: &Room, needles: &Needles) -> Result<Findings, Fail> {
    let files = room.relay_files()?;
    let traffic = room.traffic();
    let passed = say!("demo-traffic");
    let places =
        || files.iter().map(|(name, bytes)| (name.as_str(), bytes)).chain([(passed.as_str(), &traffic)]);
    for (name, bytes) in places() {
        if let Some(spelling) = needles.first_in(&Haystack::new(bytes)) {
            return Err(Fail::new(Exit::Failed, "plaintext_found", say!("demo-plaintext", name = name))
                .because(say!("demo-spelled", spelling = spelling))
                .because(say!("demo-report-no-folder")));
        }
    }
    for (name, bytes) in places() {
        let mut copy = bytes.clone();
        let middle = copy.len() / 2;
        copy.splice(middle..middle, search::CONTROL.bytes());
        if !Needles::control().is_in(&Haystack::new(&copy)) {
            return Err(Fail::new(Exit::Failed, "search_blind", say!("demo-blind", name = name)));
        }
    }
    Ok(Findings { files: files.iter().map(|(_, bytes)| bytes.len()).sum(), traffic: traffic.len() })
}

/// One line per step, printed when it is true. As JSON they stand in the one object at the end.
struct Steps<'a> {
    out: &'a Output,
    done: RefCell<Vec<String>>,
}

impl Steps<'_> {
    fn say(&self, text: &str) {
        if !self.out.is_json() {
            let mut page = Page::default();
            page.line([strong(text)]);
            page.blank();
            self.out.page(&page);
        }
    }

    fn done(&self, text: &str) {
        self.done.borrow_mut().push(text.to_owned());
        if !self.out.is_json() {
            let mut page = Page::default();
            page.hanging(0, 2, [Span::sign(Tone::Shared, Sign::Good), plain(format!(" {text}"))]);
            self.out.page(&page);
        }
    }
}

fn ending(steps: &Steps<'_>, seconds: f32, kept: Option<&std::path::Path>) {
    let value = serde_json::json!({ "steps": *steps.done.borrow(), "seconds": seconds, "kept": kept });
    steps.out.result("demo", &value, || {
        let mut page = Page::default();
        page.blank();
        page.line([plain(say!("demo-done", seconds = format!("{seconds:.1}")))]);
        match kept {
            Some(folder) => page.line([plain(say!("demo-kept", folder = folder.display().to_string()))]),
            None => page.line([faint(say!("demo-gone"))]),
        }
        page.blank();
        page.line([strong(say!("demo-next"))]);
        page.indented(2, [plain(say!("demo-next-relay"))]);
        page.indented(2, [plain(say!("demo-next-init"))]);
        page.indented(2, [plain(say!("demo-next-invite"))]);
        page
    });
}
