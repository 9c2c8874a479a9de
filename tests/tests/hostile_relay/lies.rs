//! The table of lies: what is noticed, after how many messages, and that nothing is lost.

use std::fmt::Write as _;
use std::time::Duration;

use entrenous_tests::hostile::Attack;
use tokio::time::timeout;
use wire::RefusalCode;

use crate::world::{ALEX, SAM, SECRET, World};

/// What has to come of a lie while it lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// An event of this code, in `status` and in what `sync` says.
    Event(&'static str),
    /// `sync` fails with this code.
    Fails(&'static str),
    /// Nothing is noticed, as nothing goes wrong.
    Harmless,
    /// Nobody can notice it alone; but nothing more is claimed than there is evidence for.
    Silence,
}

struct Lie {
    name: &'static str,
    attack: Attack,
    expect: Expect,
}

const fn lie(name: &'static str, attack: Attack, expect: Expect) -> Lie {
    Lie { name, attack, expect }
}

/// What stands in a page.
const PAGES: &[Lie] = &[
    lie("a bit of the header flipped", Attack::FlipHeader, Expect::Event("bad_relay")),
    lie("a bit of the body flipped", Attack::FlipBody, Expect::Event("bad_relay")),
    lie("a bit of the signature flipped", Attack::FlipSignature, Expect::Event("bad_relay")),
    lie("an envelope cut short", Attack::Truncate, Expect::Event("bad_relay")),
    lie("a byte added to an envelope", Attack::Extend, Expect::Event("bad_relay")),
    lie("an envelope signed by somebody else", Attack::Resign, Expect::Event("bad_relay")),
    lie("one in the middle left out", Attack::DropMiddle, Expect::Event("bad_relay")),
    lie("the last ones left out", Attack::DropTail, Expect::Event("withheld")),
    lie("two change places", Attack::Reorder, Expect::Event("bad_relay")),
    lie("one comes twice", Attack::Replay, Expect::Event("bad_relay")),
    lie("a page from the beginning again", Attack::OldPage, Expect::Event("bad_relay")),
    lie("one of another stream", Attack::Splice, Expect::Event("bad_relay")),
    lie("the page of another author", Attack::WrongAuthor, Expect::Event("bad_relay")),
    lie("another stream altogether", Attack::WrongStream, Expect::Event("bad_relay")),
    lie("a page that does not advance", Attack::EmptyPage, Expect::Event("bad_relay")),
];

/// What the relay holds, and whose it is.
const HOLDINGS: &[Lie] = &[
    lie("heads higher than what there is", Attack::HighHeads, Expect::Event("withheld")),
    lie("heads that name something else", Attack::OtherHeads, Expect::Event("bad_relay")),
    lie("nothing of others is shown", Attack::Freeze, Expect::Silence),
    lie("nothing new of Alex is shown", Attack::Hide(ALEX), Expect::Silence),
    lie("all that Alex wrote is gone", Attack::Forget(ALEX), Expect::Event("relay_behind")),
    lie("heads of five thousand authors", Attack::ManyHeads, Expect::Event("bad_relay")),
    lie("a chain of somebody unknown", Attack::Stranger, Expect::Event("stranger")),
    lie("the same without an end", Attack::EndlessStranger, Expect::Event("stranger")),
    lie("a forged entry of the access list", Attack::StrangerEnrols, Expect::Event("stranger")),
    lie("a forged removal from it", Attack::StrangerRetires, Expect::Event("stranger")),
];

/// What the relay is, takes and says.
const MANNERS: &[Lie] = &[
    lie("another origin", Attack::HelloOrigin, Expect::Event("wrong_origin")),
    lie("a version that does not exist", Attack::HelloVersion, Expect::Event("bad_relay")),
    lie("limits of zero", Attack::HelloNoLimits, Expect::Harmless),
    lie("limits without end", Attack::HelloHugeLimits, Expect::Harmless),
    lie("puts acknowledged and thrown away", Attack::FalseStored, Expect::Event("relay_behind")),
    lie("puts refused as forged", Attack::Refuse(RefusalCode::Signature), Expect::Fails("relay_refused")),
    lie(
        "puts refused for want of room",
        Attack::Refuse(RefusalCode::StreamFull),
        Expect::Fails("relay_full"),
    ),
    lie("puts refused as closed", Attack::Refuse(RefusalCode::Closed), Expect::Fails("closed")),
    lie("the stream is said to be unknown", Attack::RefuseEntry(RefusalCode::UnknownStream), Expect::Silence),
    lie("the key is said to be unknown", Attack::RefuseEntry(RefusalCode::NotEnrolled), Expect::Silence),
    lie("a frame that does not exist", Attack::UnknownFrame, Expect::Event("bad_relay")),
    lie("a frame of a later version", Attack::LaterFrame, Expect::Harmless),
    lie("a byte behind a frame", Attack::TrailingByte, Expect::Event("bad_relay")),
    lie("a message above every limit", Attack::Oversize, Expect::Fails("relay_unreachable")),
    lie("a length that is not there", Attack::LengthLies, Expect::Event("bad_relay")),
    lie("a count that is not there", Attack::CountLies, Expect::Event("bad_relay")),
    lie("text between the frames", Attack::Text, Expect::Harmless),
    lie("pings without end", Attack::PingFlood, Expect::Fails("relay_stalls")),
    lie("wake-ups without end", Attack::WakeFlood, Expect::Fails("relay_stalls")),
];

#[tokio::test]
async fn lies_in_pages_are_refused_or_named_and_nothing_is_lost() {
    tell_all(PAGES).await;
}

#[tokio::test]
async fn lies_about_what_the_relay_holds_are_named_and_nothing_is_lost() {
    tell_all(HOLDINGS).await;
}

#[tokio::test]
async fn lies_about_itself_and_about_puts_are_named_and_nothing_is_lost() {
    tell_all(MANNERS).await;
}

/// Tells each of them, and prints what became of it. `LIE=words` tells those whose name has these words.
#[expect(clippy::print_stdout, reason = "the table is for whoever runs this")]
async fn tell_all(lies: &[Lie]) {
    let only = std::env::var("LIE").unwrap_or_default();
    let lies: Vec<&Lie> = lies.iter().filter(|lie| lie.name.contains(&only)).collect();
    if lies.is_empty() {
        return;
    }
    let mut world = World::new(false).await;
    let (mut table, mut wrong) = (String::new(), Vec::new());
    writeln!(table, "{:<38} {:<34} {:>8}  afterwards", "the relay", "what is said of it", "messages")
        .unwrap();
    for lie in lies {
        let told = timeout(PATIENCE, tell(&mut world, lie)).await;
        match told.unwrap_or_else(|_| Err("it has no end".to_owned())) {
            Ok((said, frames)) => {
                let equal = "both sides equal, nothing lost";
                writeln!(table, "{:<38} {said:<34} {frames:>8}  {equal}", lie.name).unwrap();
            }
            Err(why) => {
                writeln!(table, "{:<38} WRONG: {why}", lie.name).unwrap();
                wrong.push(format!("{}: {why}", lie.name));
            }
        }
    }
    println!("{table}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// One lie from its beginning to its end: Sam meets it first, then Alex, then Sam once more.
async fn tell(world: &mut World, lie: &Lie) -> Result<(String, u64), String> {
    world.begin().await;
    // To hide what somebody knows already is a roll-back.
    if matches!(lie.attack, Attack::Forget(_) | Attack::OldPage) {
        world.sync(SAM).await.unwrap();
        world.add(ALEX, "From Alex 4");
        world.sync(ALEX).await.unwrap();
        world.add(SAM, "From Sam, later");
    }
    let before = (world.titles(SAM), world.titles(ALEX));
    world.relay.attack(lie.attack);
    let mut said: Vec<String> = Vec::new();
    let mut frames = 0;
    for who in [SAM, ALEX, SAM] {
        let synced = world.sync(who).await;
        let told = !said.is_empty();
        match synced {
            Ok(report) => {
                said.extend(report.events.into_iter().map(|event| event.code));
                let (here, theirs) = (world.titles(SAM), world.titles(ALEX));
                let lacks = theirs.iter().any(|title| !here.contains(title));
                // What was never named, nobody can miss.
                let unnamed = lie.expect == Expect::Silence || matches!(lie.attack, Attack::Forget(_));
                if who == SAM && report.up_to_date && lacks && !unnamed {
                    return Err(format!("{who} is told that all is up to date, and it is not"));
                }
            }
            Err(fail) => said.push(fail.code.to_owned()),
        }
        if !told {
            frames = world.relay.frames();
        }
    }
    if world.relay.bites() == 0 {
        return Err("the attack did nothing".to_owned());
    }
    for (who, before) in [(SAM, &before.0), (ALEX, &before.1)] {
        let now = world.titles(who);
        if let Some(lost) = before.iter().find(|title| !now.contains(title)) {
            return Err(format!("{who} lost {lost:?} while it lasted"));
        }
    }
    let mut events: Vec<String> = world.events(SAM).into_iter().map(|event| event.code).collect();
    events.extend(world.events(ALEX).into_iter().map(|event| event.code));
    let mut heard: Vec<&str> = said.iter().chain(&events).map(String::as_str).collect();
    heard.sort_unstable();
    heard.dedup();
    let as_expected = match lie.expect {
        Expect::Event(code) => said.iter().any(|one| one == code) && events.iter().any(|one| one == code),
        Expect::Fails(code) => said.iter().any(|one| one == code),
        Expect::Harmless => heard.is_empty(),
        Expect::Silence => events.iter().all(|code| code == "relay_behind"),
    };
    if !as_expected {
        return Err(format!("expected {:?}, heard {heard:?}", lie.expect));
    }
    afterwards(world).await?;
    let heard = if heard.is_empty() { "nothing".to_owned() } else { heard.join(", ") };
    Ok((heard, frames))
}

/// The relay is honest again: whatever was written is on both sides and at the relay, and nowhere in clear.
async fn afterwards(world: &mut World) -> Result<(), String> {
    world.relay.attack(Attack::None);
    for who in [SAM, ALEX, SAM, ALEX] {
        if let Err(fail) = world.sync(who).await {
            return Err(format!("afterwards {who} cannot sync: {fail:?}"));
        }
    }
    let (sam, alex) = (world.shared(SAM), world.shared(ALEX));
    if sam != alex {
        return Err(format!("afterwards they differ: {:?} {:?}", world.titles(SAM), world.titles(ALEX)));
    }
    let titles = world.titles(SAM);
    for title in ["From Alex 1", "From Alex 2", "From Alex 3", "From Sam, offline"] {
        if !titles.iter().any(|known| known == title) {
            return Err(format!("{title:?} is lost"));
        }
        if world.relay_holds(title) {
            return Err(format!("{title:?} lies at the relay in clear"));
        }
    }
    if world.notes(SAM) != [SECRET] || world.relay_holds(SECRET) {
        return Err("the private note is not where it belongs".to_owned());
    }
    for who in [SAM, ALEX] {
        let status = world.status(who);
        let notebooks = status.people.iter().map(|person| &person.notebook).chain([&status.own]);
        let held: usize = notebooks.map(|notebook| notebook.held_back + notebook.quarantined).sum();
        if status.waiting > 0 || held > 0 {
            return Err(format!("afterwards {who} has {} waiting and {held} held back", status.waiting));
        }
    }
    Ok(())
}

/// A lie that goes on for longer has caught the client in a loop.
const PATIENCE: Duration = Duration::from_secs(300);
