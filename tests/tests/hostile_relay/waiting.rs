//! Relays that only keep one waiting. Each is left after twenty seconds, so these tests take as long.

use entrenous_tests::hostile::Attack;

use crate::world::{ALEX, SAM, World};

async fn is_left_in_the_end(attack: Attack, code: &str) {
    let mut world = World::new(false).await;
    let before = world.titles(SAM);
    world.relay.attack(attack);
    let fail = world.sync(SAM).await.unwrap_err();
    assert_eq!((fail.code, fail.exit), (code, client::Exit::Offline), "{fail:?}");
    assert!(fail.why.iter().any(|why| why.contains("safe on this device")), "{fail:?}");
    assert!(!fail.tries.is_empty(), "it is said what to try: {fail:?}");
    let after = world.titles(SAM);
    assert!(before.iter().all(|title| after.contains(title)), "{after:?}");
    world.relay.attack(Attack::None);
    world.in_step().await;
    assert_eq!(world.shared(SAM), world.shared(ALEX));
    assert!(world.titles(ALEX).contains(&"From Sam, offline".to_owned()));
    assert!(world.events(SAM).is_empty(), "slowness is no crime: {:?}", world.events(SAM));
}

#[tokio::test]
async fn a_relay_that_says_nothing_after_its_hello_is_left() {
    is_left_in_the_end(Attack::Silent, "relay_unreachable").await;
}

#[tokio::test]
async fn a_relay_that_drips_pings_is_left() {
    is_left_in_the_end(Attack::Drip, "relay_stalls").await;
}

#[tokio::test]
async fn a_relay_that_drips_the_bytes_of_a_frame_is_left() {
    is_left_in_the_end(Attack::DripBytes, "relay_unreachable").await;
}

#[tokio::test]
async fn a_relay_that_acknowledges_something_else_has_acknowledged_nothing() {
    is_left_in_the_end(Attack::StoredAnother, "relay_unreachable").await;
}
