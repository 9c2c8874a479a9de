//! Our own vectors for certificates and the last two messages of the handshake: they freeze the layouts.

use crypto::{
    DeviceId, DisplayName, Handshake, Introduction, Joining, PairingRole, PairingSecret, Role, Roster,
    Statement, StatementId, StreamCard, Welcome, genesis_envelope, make_m1, make_m2, make_m3, make_m4,
};
use data_encoding::HEXLOWER;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::{Map, Value};

use crate::people::{Person, key};

fn made() -> Value {
    let rng = &mut ChaCha20Rng::seed_from_u64(2026);
    let mut out = Map::new();
    let mut put = |name: &str, bytes: &[u8]| {
        out.insert(name.to_owned(), Value::String(HEXLOWER.encode(bytes)));
    };
    let (ana, ben) = (Person::new(rng), Person::new(rng));
    let root = ana.root.signing();
    put("root_seed", ana.root.expose());
    put("root", ana.id().as_bytes());
    put("statement_genesis", ana.statements[0].as_bytes());
    put("statement_certify", ana.statements[1].as_bytes());
    put("statement_certify_id", ana.statements[1].id().as_bytes());
    let device = DeviceId::of(&ana.device);
    let reset = Statement::reset(&root, 3, StatementId::ZERO, &[device]).unwrap();
    put("statement_reset", reset.as_bytes());
    let revoke = Statement::revoke(&ana.device, ana.id(), 1, reset.id(), DeviceId::from([1; 32]), 2);
    put("statement_revoke", revoke.as_bytes());

    let genesis = genesis_envelope(&key(rng), [3; 32]).unwrap();
    put("genesis_envelope", genesis.as_bytes());
    let stream = genesis.header().stream;
    let (hers, his) = (ana.member(stream, rng), ben.member(stream, rng));
    put("binding", hers.binding.as_bytes());
    let roots = [ana.id(), ben.id()];
    let her_part = Roster::sign_part(&ana.device, ana.id(), &stream, &roots);
    let his_part = Roster::sign_part(&ben.device, ben.id(), &stream, &roots);
    put("roster", Roster::assemble(stream, &[her_part, his_part]).unwrap().as_bytes());
    let relay = "wss://relay.example".parse().unwrap();
    put("card", &StreamCard::new(stream, relay, Some(ben.id()), 1, [9; 32]).encode());

    let secret = PairingSecret::from_link(&[7; 32]);
    let (_, m1) = make_m1(&secret, PairingRole::Pair, 1_800_000_000, rng);
    let name = |text: &str| text.parse::<DisplayName>().unwrap();
    let introduction =
        Introduction { statements: ben.statements.clone(), name: name("Ben"), role: Some(Role::Report) };
    let (m2, handshake) = make_m2(&secret, &m1, &introduction, &ben.device, rng).unwrap();
    put("handshake", &handshake.to_bytes());
    let welcome = Welcome {
        statements: ana.statements.clone(),
        name: name("Ana"),
        role: Role::Manager,
        genesis: genesis.as_bytes().to_vec(),
        binding: hers.binding.clone(),
        roster_part: her_part,
        voucher: Some([4; 16]),
    };
    let m3 = make_m3(&handshake, &welcome, &ana.device, rng).unwrap();
    let joining = Joining { enrolments: vec![his.enrolment(&hers.author())], roster_part: his_part };
    let m4 = make_m4(&handshake, &m3, &joining, &ben.device, rng).unwrap();
    for (name, bytes) in [("msg1", &m1), ("msg2", &m2), ("msg3", &m3), ("msg4", &m4)] {
        put(name, bytes);
    }
    Value::Object(out)
}

#[test]
fn certificates_and_messages_are_made_byte_for_byte_as_before() {
    let before: Value = serde_json::from_str(include_str!("../vectors/members.json")).unwrap();
    let now = made();
    for (name, bytes) in before.as_object().unwrap() {
        assert_eq!(now.get(name), Some(bytes), "{name} changed: that breaks every older device");
    }
    assert_eq!(now.as_object().unwrap().len(), before.as_object().unwrap().len());
}

#[test]
fn a_stored_handshake_of_before_still_reads_the_messages() {
    let before: Value = serde_json::from_str(include_str!("../vectors/members.json")).unwrap();
    let bytes = |name: &str| HEXLOWER.decode(before[name].as_str().unwrap().as_bytes()).unwrap();
    let handshake = Handshake::from_bytes(&bytes("handshake")).unwrap();
    let roster = Roster::parse(&bytes("roster")).unwrap();
    let ana: crypto::RootId = bytes("root").as_slice().try_into().unwrap();
    let ben = roster.roots().find(|root| *root != ana).unwrap();
    let welcomed = crypto::read_m3(&handshake, &ben, &bytes("msg3")).unwrap();
    assert_eq!(welcomed.root, ana);
    let author = welcomed.welcome.binding.author();
    let stream = roster.stream();
    let joining =
        crypto::read_m4(&handshake, &bytes("msg3"), &bytes("msg4"), &stream, (&ana, &ben), &author).unwrap();
    assert_eq!(joining.roster_part.root, ben);
}

/// Writes the file anew after a deliberate change of a layout that nobody has used yet.
#[test]
#[ignore = "writes the vectors instead of checking them"]
#[expect(clippy::disallowed_methods, reason = "the one writer of a committed file")]
fn write_the_vectors() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/members.json");
    let text = serde_json::to_string_pretty(&made()).unwrap();
    std::fs::write(path, text + "\n").unwrap();
}
