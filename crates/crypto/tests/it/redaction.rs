//! What lands in logs when somebody prints a secret: nothing.

use crypto::{
    DeviceId, EpochSecret, InvitationCode, KemKey, LinkWelcome, Meta, Own, PairingRole, PairingSecret,
    Payload, Record, RootSeed, Session, SpokenWords, StoreKey, StreamCard, make_m1,
};

use crate::people::{rng, stream};
use crate::stage::stage;

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
        (format!("{:?}", Session { store_id: &[1; 16], wrapped: &bytes }), "Session(…)"),
        (format!("{payload:?}"), "Payload(45 bytes)"),
        (format!("{text:?}"), "Changes(18 bytes)"),
        (format!("{meta:?}"), "Meta(generation 3, 1 parents, 0 recipients)"),
        (
            format!("{:?}", StreamCard::new(stream(1), relay.clone(), None, 1, bytes)),
            "StreamCard(StreamId(01010101…) at wss://relay.example, None, generation 1, …)",
        ),
        (
            format!(
                "{:?}",
                LinkWelcome {
                    statements: vec![],
                    streams: vec![(
                        StreamCard::new(stream(1), relay, None, 1, bytes),
                        wire::AuthorId::from([2; 32])
                    )]
                }
            ),
            "LinkWelcome { statements: [], streams: [(StreamCard(StreamId(01010101…) at wss://relay.example, None, \
             generation 1, …), AuthorId(02020202…))] }",
        ),
    ] {
        assert_eq!(printed, expected);
    }
}

#[test]
fn a_sealing_key_a_welcome_and_a_handshake_print_whose_they_are_and_no_more() {
    let mut stage = stage(PairingRole::Pair);
    let (_, handshake, _) = stage.second();
    let kem = stage.inviting.kem.public();
    let hex = data_encoding::HEXLOWER.encode(&kem.as_bytes()[..4]);
    assert_eq!(format!("{kem:?}"), format!("KemPublic({hex}…)"));
    let author = stage.inviting.author();
    let expected = format!("Welcome(2 statements, Manager, {author:?}, …)");
    assert_eq!(format!("{:?}", stage.welcome()), expected);
    let device = DeviceId::of(&stage.newcomer.device);
    assert_eq!(format!("{handshake:?}"), format!("Handshake(Pair with {device:?}, …)"));
}

/// The wrapper that erases prints what it holds, so whoever holds one writes its `Debug` by hand.
#[expect(clippy::disallowed_methods, reason = "the test reads the sources")]
#[test]
fn no_type_prints_what_it_erases() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut folders: Vec<_> =
        ["crypto", "sync", "store", "client"].iter().map(|name| folder.join(name).join("src")).collect();
    let mut derived = 0;
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for block in text
                .split("#[derive(")
                .skip(1)
                .filter(|block| block.split_once(")]").is_some_and(|(traits, _)| traits.contains("Debug")))
            {
                let body = block.split("\n}").next().unwrap();
                derived += 1;
                let secret = ["Zeroizing<", ": Key,", "(Key)"].iter().find(|kind| body.contains(**kind));
                assert_eq!(secret, None, "{}: {}", path.display(), body.lines().nth(1).unwrap_or_default());
            }
        }
    }
    assert!(derived > 100, "{derived} types: were the sources read?");
}
