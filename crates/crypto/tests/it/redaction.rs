//! What lands in logs when somebody prints a secret: nothing.

use crypto::{
    EpochSecret, InvitationCode, KemKey, Meta, Own, PairingRole, PairingSecret, Payload, Record, RootSeed,
    SpokenWords, StoreKey, StreamCard, make_m1,
};

use crate::people::{rng, stream};

#[test]
fn debug_output_of_secrets_says_nothing() {
    let mut rng = rng(1);
    let relay: wire::Origin = "wss://relay.example".parse().unwrap();
    let bytes = [0xab; 32];
    let words: SpokenWords = "zoo wolf dawn rack orbit lemon".parse().unwrap();
    let text = Record::Changes { document: [0xab; 16], chunks: b"between you and me".to_vec() };
    let payload = Payload::<Own>::new(&[Record::Frontier(vec![]), text.clone()]).unwrap();
    let epoch = EpochSecret::<Own>::from_bytes(bytes);
    let meta = Meta {
        generation: 3,
        parents: vec![(epoch.id(&stream(1)), epoch.clone())],
        recipients: vec![],
        reason: 1,
        statements: vec![],
    };
    let (ephemeral, _) = make_m1(&PairingSecret::from_bytes(bytes), PairingRole::Pair, 1, &mut rng);
    for (printed, expected) in [
        (format!("{epoch:?}"), "EpochSecret(…)"),
        (format!("{:?}", KemKey::from_seed(bytes)), "KemKey(…)"),
        (format!("{ephemeral:?}"), "KemKey(…)"),
        (format!("{:?}", RootSeed::from_bytes(bytes)), "RootSeed(…)"),
        (format!("{:?}", StoreKey::from_bytes(bytes)), "StoreKey(…)"),
        (format!("{:?}", StoreKey::from_bytes(bytes).table("notes")), "TableKey(notes, …)"),
        (format!("{:?}", PairingSecret::from_bytes(bytes)), "PairingSecret(…)"),
        (format!("{words:?}"), "SpokenWords(…)"),
        (
            format!("{:?}", InvitationCode::new(relay.clone(), bytes)),
            "InvitationCode(wss://relay.example, …)",
        ),
        (format!("{payload:?}"), "Payload(45 bytes)"),
        (format!("{text:?}"), "Changes(18 bytes)"),
        (format!("{meta:?}"), "Meta(generation 3, 1 parents, 0 recipients)"),
        (
            format!("{:?}", StreamCard::new(stream(1), relay, None, 1, bytes)),
            "StreamCard(StreamId(01010101…) at wss://relay.example, None, generation 1, …)",
        ),
    ] {
        assert_eq!(printed, expected);
    }
}
