//! Lies that need more than one step: hiding what others have read, two views of one stream, going back in time. And what
//! a person sees of it at the terminal.

use entrenous_tests::hostile::Attack;
use entrenous_tests::household::Person;

use crate::world::{ALEX, SAM, SAM2, World};

fn codes(events: &[client::SafetyEvent]) -> Vec<&str> {
    events.iter().map(|event| event.code.as_str()).collect()
}

#[tokio::test]
async fn what_others_have_read_and_the_relay_hides_is_said_after_a_while_and_the_rest_goes_on() {
    let mut world = World::new(true).await;
    world.sync(SAM).await.unwrap();
    world.relay.attack(Attack::Hide(ALEX));
    let report = world.sync(SAM2).await.unwrap();
    assert!(report.events.is_empty(), "for a while it may be on its way: {:?}", report.events);
    let missing = world.status(SAM2).people[0].notebook.missing;
    assert!(missing >= 3, "{missing} are missing, of three topics at least");
    assert!(report.people[0].held_back > 0, "what was written on top of them waits, and that is said");

    world.hours = 1;
    let report = world.sync(SAM2).await.unwrap();
    assert_eq!(codes(&report.events), ["missing"]);
    let event = &world.events(SAM2)[0];
    assert!(
        event.text.starts_with(&format!("{missing} envelopes of one of Alex Marin's devices")),
        "{event:?}"
    );
    world.hours = 2;
    let report = world.sync(SAM2).await.unwrap();
    assert!(report.events.is_empty(), "it is said once: {:?}", report.events);
    world.hours = 30;
    let report = world.sync(SAM2).await.unwrap();
    let status = world.status(SAM2);
    assert_eq!(codes(&report.events), ["missing"], "and once more when it is so a day later: {status:?}");
    // What does not depend on it goes both ways.
    world.add(SAM2, "From Sam's second device");
    world.sync(SAM2).await.unwrap();
    world.sync(SAM).await.unwrap();
    assert!(world.titles(SAM).contains(&"From Sam's second device".to_owned()));

    world.relay.attack(Attack::None);
    world.in_step().await;
    assert_eq!(world.shared(SAM2), world.shared(ALEX));
    assert_eq!(world.status(SAM2).people[0].notebook.missing, 0);
    assert_eq!(world.sync(SAM2).await.unwrap().people[0].held_back, 0);
}

#[tokio::test]
async fn two_views_of_one_author_are_a_fork_with_proof_as_soon_as_they_meet() {
    let mut world = World::new(false).await;
    // A copy of Alex's device, kept from the original by a relay that shows each another history.
    world.copy(ALEX, COPY);
    world.add(ALEX, "In the first view");
    world.sync(ALEX).await.unwrap();
    world.relay_aside("first").await;
    world.put_back_relay("kept").await;
    world.add(COPY, "In the second view");
    world.sync(COPY).await.unwrap();
    world.sync(SAM).await.unwrap();
    assert!(world.titles(SAM).contains(&"In the second view".to_owned()));
    assert!(world.events(SAM).is_empty(), "nothing has crossed yet");

    world.put_back_relay("first").await;
    let report = world.sync(SAM).await.unwrap();
    let told = codes(&report.events);
    assert!(told.contains(&"relay_differs") && told.contains(&"fork"), "{told:?}");
    assert!(world.titles(SAM).contains(&"From Sam, offline".to_owned()));
    // A relay holds one branch only. The other one, and what was written on top of it, comes through inside of envelopes of
    // whoever has it.
    for _ in 0..4 {
        for who in [ALEX, COPY, SAM] {
            world.sync(who).await.unwrap();
        }
    }
    for who in [ALEX, COPY, SAM] {
        let titles = world.titles(who);
        for title in ["In the first view", "In the second view", "From Sam, offline", "From Alex 1"] {
            assert_eq!(titles.iter().filter(|known| *known == title).count(), 1, "{who}: {titles:?}");
        }
        let notebook = world.status(who).people.remove(0).notebook;
        assert_eq!(
            (notebook.missing, notebook.held_back, notebook.waiting),
            (0, 0, 0),
            "{who}: {notebook:?}"
        );
    }
}

#[tokio::test]
async fn a_relay_that_goes_back_in_time_is_named_and_refilled_and_accused_of_nothing_else() {
    let mut world = World::new(false).await;
    for (copy, what) in [("paired", "restored from an older copy"), ("", "without its files")] {
        world.begin().await;
        world.sync(SAM).await.unwrap();
        world.put_back_relay(copy).await;
        world.add(SAM, "Written afterwards");
        // Only who opened a stream can open it again.
        for who in [ALEX, SAM, ALEX, SAM] {
            world.sync(who).await.unwrap_or_else(|fail| panic!("{what}, {who}: {fail:?}"));
        }
        assert_eq!(world.shared(SAM), world.shared(ALEX), "{what}");
        assert!(world.titles(ALEX).contains(&"Written afterwards".to_owned()), "{what}");
        for who in [ALEX, SAM] {
            let events = world.events(who);
            let told = codes(&events);
            assert!(told.iter().all(|code| *code == "relay_behind"), "{what}, {who}: {told:?}");
            assert_eq!(world.status(who).waiting, 0, "{what}, {who}");
        }
        assert!(!world.events(ALEX).is_empty(), "{what}");
        let traffic = world.relay.traffic();
        world.sync(SAM).await.unwrap();
        let more = world.relay.traffic() - traffic;
        assert!(more < 60, "{what}: nothing is put twice, and still {more} frames went over the line");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lie_is_seen_at_the_terminal_and_in_json_with_exit_code_5() {
    let mut world = World::new(false).await;
    let sam = Person::of(world.leave(SAM));
    world.relay.expect(SAM);
    world.relay.attack(Attack::FlipBody);
    let (failed, code) = sam.json_with(&["sync"], "").unwrap();
    assert_eq!((code, failed["code"].as_str()), (5, Some("bad_relay")), "{failed}");
    let status = sam.json(&["status"]).unwrap();
    assert_eq!(status["events"][0]["code"], "bad_relay");
    assert_eq!(status["events"][0]["person"], "Alex Marin");
    assert_eq!(status["waiting"], 1, "the topic has not gone out, the note has: {status}");
    let screen = sam.run(&["status"], "").unwrap();
    let screen = String::from_utf8(screen.stdout).unwrap();
    assert!(screen.contains("an envelope that its author did not sign"), "{screen}");
    assert_eq!(sam.json(&["log"]).unwrap()["events"][0]["code"], "bad_relay");
    let log = String::from_utf8(sam.run(&["log"], "").unwrap().stdout).unwrap();
    assert!(log.contains("sent an envelope") && log.contains("noticed"), "{log}");

    world.relay.attack(Attack::DropTail);
    let report = sam.json(&["sync"]).unwrap();
    assert_eq!(report["up_to_date"], false);
    assert_eq!(report["events"][0]["code"], "withheld", "{report}");

    world.relay.attack(Attack::None);
    assert_eq!(sam.json(&["sync"]).unwrap()["up_to_date"], true);
    assert_eq!(sam.titles().unwrap().len(), 4);
}

const COPY: &str = "copy";
