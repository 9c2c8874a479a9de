//! What persons sign about each other: statements, bindings, rosters; and stream cards, which nobody signs.

use wire::{Reader, sign};

use super::stage::STAGE;
use super::{in_mode, mode, overwrite};
use crate::{
    BINDING_BYTES, Binding, DeviceId, Roster, Statement, StatementBody, StatementId, StatementKind,
    StreamCard, roster_message,
};

/// Mode bit 0: signed anew, by the root or (revocations, bit 1) by a device; bit 2: with a sound recovery key.
pub(super) fn run_statement(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let bytes = if mode & 1 == 0 { rest.to_vec() } else { signed_statement(mode, rest) };
    let Ok(statement) = Statement::parse(&bytes) else { return };
    assert_eq!(statement.as_bytes(), bytes);
    assert_eq!(encoded_statement(&statement, &bytes), bytes[..bytes.len() - 64], "it encodes back");
}

fn signed_statement(mode: u8, unsigned: &[u8]) -> Vec<u8> {
    let person = &STAGE.people.inviter;
    let mut bytes = unsigned.to_vec();
    let kind = bytes.get(1).copied().unwrap_or(0);
    let issuer = if kind == 3 && mode & 2 != 0 { &person.device } else { &person.root_key };
    overwrite(&mut bytes, 0, &[1]);
    overwrite(&mut bytes, 2, person.id.as_bytes());
    overwrite(&mut bytes, 34, &issuer.verifying_key().to_bytes());
    if kind == 1 && mode & 4 != 0 {
        overwrite(&mut bytes, BODY, person.root.recovery_kem().public().as_bytes());
    }
    if kind == 2 {
        overwrite(&mut bytes, BODY, DeviceId::of(&person.device).as_bytes());
        overwrite(&mut bytes, BODY + 34, &Statement::device_proof(&person.device, &person.id));
    }
    let signature = sign(issuer, "idlog", &bytes);
    bytes.extend_from_slice(&signature);
    bytes
}

/// The bytes under the signature, from what the statement says. The device's proof is all that it does not keep.
fn encoded_statement(statement: &Statement, bytes: &[u8]) -> Vec<u8> {
    let kind = match statement.kind() {
        StatementKind::Genesis => 1,
        StatementKind::Certify => 2,
        StatementKind::Revoke => 3,
        StatementKind::Reset => 4,
    };
    let mut out = vec![1, kind];
    out.extend_from_slice(statement.root().as_bytes());
    match statement.issuing_device() {
        Some(device) => out.extend_from_slice(device.as_bytes()),
        None => out.extend_from_slice(statement.root().as_bytes()),
    }
    out.extend_from_slice(&statement.order().to_be_bytes());
    out.extend_from_slice(statement.era().as_bytes());
    match statement.body() {
        StatementBody::Genesis { recovery, nonce } => {
            out.extend_from_slice(recovery.as_bytes());
            out.extend_from_slice(nonce);
        }
        StatementBody::Certify { device } => {
            out.extend_from_slice(device.as_bytes());
            out.extend_from_slice(&[0, 0]);
            out.extend_from_slice(&bytes[BODY + 34..BODY + 98]);
        }
        StatementBody::Revoke { device, reason } => {
            out.extend_from_slice(device.as_bytes());
            out.push(*reason);
        }
        StatementBody::Reset { keep } => {
            out.push(u8::try_from(keep.len()).expect("at most eight"));
            for device in keep {
                out.extend_from_slice(device.as_bytes());
            }
        }
    }
    out
}

pub(super) fn statement_seeds() -> Vec<Vec<u8>> {
    let person = &STAGE.people.inviter;
    let device = DeviceId::of(&person.device);
    let other = DeviceId::of(&STAGE.people.newcomer.device);
    let era = StatementId::from([5; 32]);
    let mut statements = person.statements.clone();
    statements.push(Statement::revoke(&person.device, person.id, 3, era, other, 1));
    statements.push(Statement::revoke(&person.root_key, person.id, 4, era, other, 0));
    statements.push(Statement::reset(&person.root_key, 5, era, &[device, other]).expect("few devices"));
    statements.push(Statement::reset(&person.root_key, 6, era, &[]).expect("few devices"));
    let whole = statements.iter().map(|statement| statement.as_bytes().to_vec());
    let unsigned = statements.iter().map(|statement| {
        let bytes = statement.as_bytes();
        bytes[..bytes.len() - 64].to_vec()
    });
    [in_mode(0, whole), in_mode(1, unsigned.clone()), in_mode(7, unsigned)].concat()
}

/// Mode bit 0: by keys that we hold, signed anew; bit 1: with a sound sealing key.
pub(super) fn run_binding(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let bytes = if mode & 1 == 0 { rest.to_vec() } else { signed_binding(mode, rest) };
    let Ok(binding) = Binding::parse(&bytes) else { return };
    assert_eq!(binding.as_bytes(), bytes);
    let mut encoded = vec![1];
    encoded.extend_from_slice(binding.stream().as_bytes());
    encoded.extend_from_slice(binding.root().as_bytes());
    encoded.extend_from_slice(binding.device().as_bytes());
    encoded.extend_from_slice(&binding.generation().to_be_bytes());
    encoded.extend_from_slice(binding.author().as_bytes());
    encoded.extend_from_slice(binding.kem().as_bytes());
    assert_eq!(encoded, bytes[..BINDING_BYTES - 128], "it encodes back");
}

fn signed_binding(mode: u8, unsigned: &[u8]) -> Vec<u8> {
    let person = &STAGE.people.inviter;
    let mut bytes = unsigned.to_vec();
    overwrite(&mut bytes, 65, DeviceId::of(&person.device).as_bytes());
    overwrite(&mut bytes, 101, person.author.as_bytes());
    if mode & 2 != 0 {
        overwrite(&mut bytes, 133, person.binding.kem().as_bytes());
    }
    let by_device = sign(&person.device, "binding", &bytes);
    bytes.extend_from_slice(&by_device);
    let by_pseudonym = sign(&person.pseudonym, "binding-pop", &bytes);
    bytes.extend_from_slice(&by_pseudonym);
    bytes
}

pub(super) fn binding_seeds() -> Vec<Vec<u8>> {
    let binding = STAGE.people.inviter.binding.as_bytes();
    let unsigned = || [binding[..BINDING_BYTES - 128].to_vec()];
    [in_mode(0, [binding.to_vec()]), in_mode(1, unsigned()), in_mode(3, unsigned())].concat()
}

/// Mode bit 0: stream and persons alone, signed by devices that we hold; bit 1: in ascending order; bit 7: put together
/// again.
pub(super) fn run_roster(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let bytes = if mode & 1 == 0 { rest.to_vec() } else { signed_roster(mode, rest) };
    let Ok(roster) = Roster::parse(&bytes) else { return };
    assert_eq!(roster.as_bytes(), bytes);
    if mode & 0x80 != 0 {
        assert_eq!(Roster::assemble(roster.stream(), roster.parts()).as_ref(), Ok(&roster));
    }
    let roots: Vec<_> = roster.roots().collect();
    assert!(bytes.starts_with(&roster_message(&roster.stream(), &roots)), "it encodes back");
}

fn signed_roster(mode: u8, unsigned: &[u8]) -> Vec<u8> {
    let mut bytes = unsigned.to_vec();
    if mode & 2 != 0 {
        let two = bytes.get_mut(33..97);
        if let Some((lower, higher)) = two.map(|two| two.split_at_mut(32))
            && *lower > *higher
        {
            lower.swap_with_slice(higher);
        }
    }
    let message = bytes.clone();
    for person in [&STAGE.people.inviter, &STAGE.people.newcomer]
        .into_iter()
        .take(unsigned.get(32).copied().unwrap_or(0).into())
    {
        bytes.extend_from_slice(DeviceId::of(&person.device).as_bytes());
        bytes.extend_from_slice(&sign(&person.device, "roster", &message));
    }
    bytes
}

pub(super) fn roster_seeds() -> Vec<Vec<u8>> {
    let people = &STAGE.people;
    let (two, one) = (STAGE.roster.as_bytes(), [people.inviter.id]);
    let alone = Roster::sign_part(&people.inviter.device, people.inviter.id, &people.stream, &one);
    let alone = Roster::assemble(people.stream, &[alone]).expect("signed");
    let unsigned = || [two[..97].to_vec(), alone.as_bytes()[..65].to_vec()];
    [in_mode(0, [two.to_vec(), alone.as_bytes().to_vec()]), in_mode(1, unsigned()), in_mode(3, unsigned())]
        .concat()
}

pub(super) fn run_card(bytes: &[u8]) {
    let Ok(card) = StreamCard::parse(bytes) else { return };
    let encoded = card.encode();
    let again = StreamCard::parse(&encoded);
    assert_eq!(again.as_ref(), Ok(&card));
    assert_eq!(encoded.as_slice(), bytes, "it encodes back");
    let mut reader = Reader::new(bytes);
    assert_eq!(reader.array(), Ok(*card.stream.as_bytes()));
    let _key = card.reader();
}

pub(super) fn card_seeds() -> Vec<Vec<u8>> {
    let (mut own, mut near) = (STAGE.card.clone(), STAGE.card.clone());
    own.partner = None;
    near.relay = "ws://[::1]:9".parse().expect("an origin");
    [&STAGE.card, &own, &near].map(|card| card.encode().to_vec()).into()
}

/// Where the body of a statement begins.
const BODY: usize = 1 + 1 + 32 + 32 + 8 + 32;
