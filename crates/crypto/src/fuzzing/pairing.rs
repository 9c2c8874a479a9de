//! The messages of a handshake, from somebody who has the code, or both keys. Three ways in: the message as it comes, its
//! padded plaintext, or its fields, to which the sender's device and signature are added.

use std::sync::LazyLock;

use wire::{SigningKey, sign};

use super::stage::{Counting, Meeting, STAGE};
use super::{in_mode, keeps_encapsulations, mode, overwrite};
use crate::kem::{ENCAPSULATED_BYTES, Exports, KemPublic};
use crate::padding::{pad, unpad};
use crate::pairing::{OpenedM2, introduced, m2_bytes, open_m2};
use crate::primitive::{Key, aead_open, aead_seal};
use crate::{
    DeviceId, Handshake, PairingRole, make_link_m3, make_link_m4, make_m2, make_m3, make_m4, read_link_m3,
    read_link_m4, read_m1, read_m2, read_m3, read_m4,
};

/// Mode bit 0: with a MAC that fits; bit 1: with a sound key.
pub(super) fn run_m1(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let secret = &STAGE.people.secret;
    let mut m1 = rest.to_vec();
    if mode & 1 != 0 {
        if mode & 2 != 0 {
            overwrite(&mut m1, 14, EPHEMERAL.as_bytes());
        }
        let tag = secret.mac1(&m1);
        m1.extend_from_slice(&tag);
    }
    let Ok(offer) = read_m1(secret, &m1) else { return };
    let mut encoded = b"ENP1".to_vec();
    encoded.extend_from_slice(&[1, offer.role as u8]);
    encoded.extend_from_slice(&offer.expires_unix.to_be_bytes());
    encoded.extend_from_slice(offer.ephemeral.as_bytes());
    encoded.extend_from_slice(&secret.mac1(&encoded));
    assert_eq!(encoded, m1, "it encodes back");
}

pub(super) fn m1_seeds() -> Vec<Vec<u8>> {
    let whole = || [&STAGE.pair.m1, &STAGE.link.m1].map(Clone::clone);
    let unsigned = || whole().map(|m1| m1[..m1.len() - 32].to_vec());
    [in_mode(0, whole()), in_mode(1, unsigned()), in_mode(3, unsigned())].concat()
}

/// Mode bit 2: when linking. The two lowest bits: message, fields, padded plaintext, message with a MAC that fits.
/// Bit 7: writes what was read.
pub(super) fn run_m2(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let people = &STAGE.people;
    let (meeting, tail) =
        if mode & 4 == 0 { (&STAGE.pair, &*M2_TAIL) } else { (&STAGE.link, &*LINK_M2_TAIL) };
    let m2 = match mode & 3 {
        0 => rest.to_vec(),
        3 => {
            let mut sealed = rest.to_vec();
            if !keeps_encapsulations(bytes) {
                overwrite(&mut sealed, 0, &meeting.m2[..ENCAPSULATED_BYTES]);
            }
            let tag = people.secret.mac2(&[&first_hash(meeting), sealed.as_slice()].concat());
            [sealed.as_slice(), &tag].concat()
        }
        how => {
            let plain = if how == 1 { pad(&[rest, tail].concat()) } else { rest.to_vec().into() };
            let sealed = m2_bytes(&people.secret, &EPHEMERAL, &meeting.m1, &mut Counting(5), |_| plain);
            sealed.expect("a short message").0
        }
    };
    let read = |m2: &[u8]| read_m2(&people.secret, &people.ephemeral, &meeting.m1, m2);
    let Ok((introduced, handshake)) = read(&m2) else { return };
    assert_eq!(introduced.device, DeviceId::of(&people.newcomer.device), "nobody else signed");
    assert_eq!(handshake.newcomer(), introduced.device);
    assert_eq!(introduced.root.is_some(), handshake.role() == PairingRole::Pair);
    if mode & 0x80 != 0 {
        let (introduction, device) = (&introduced.introduction, &people.newcomer.device);
        let again = make_m2(&people.secret, &meeting.m1, introduction, device, &mut Counting(5));
        let (again, _) = read(&again.expect("can be written").0).expect("can be read");
        assert_eq!(again, introduced);
    }
}

/// Message 2 from where it is open: its padded plaintext, or its fields. Without the key exchange, which takes nearly all
/// of the time of [`run_m2`].
pub(super) fn run_introduction(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let (meeting, tail) =
        if mode & 4 == 0 { (&STAGE.pair, &*M2_TAIL) } else { (&STAGE.link, &*LINK_M2_TAIL) };
    let padded = if mode & 3 == 1 { pad(&[rest, tail].concat()) } else { rest.to_vec().into() };
    let exports = Exports {
        inviter_to_newcomer: meeting.inviter_to_newcomer.into(),
        newcomer_to_inviter: meeting.newcomer_to_inviter.into(),
    };
    let opened = OpenedM2 { padded, exports, so_far: m2_so_far(meeting) };
    let role = meeting.handshake.role();
    let Ok((found, handshake)) = introduced(role, opened, &meeting.m1, &meeting.m2) else { return };
    assert_eq!(found.device, DeviceId::of(&STAGE.people.newcomer.device), "nobody else signed");
    assert_eq!(found.root.is_some(), role == PairingRole::Pair);
    assert_eq!(handshake.to_bytes(), meeting.handshake.to_bytes());
}

pub(super) fn introduction_seeds() -> Vec<Vec<u8>> {
    m2_seeds().into_iter().filter(|seed| matches!(seed[0] & 3, 1 | 2)).collect()
}

pub(super) fn m2_seeds() -> Vec<Vec<u8>> {
    let people = &STAGE.people;
    let seeds = |meeting: &Meeting, link: u8| {
        let opened = open_m2(&people.secret, &people.ephemeral, &meeting.m1, &meeting.m2);
        let padded = opened.unwrap_or_else(|_| panic!("an honest message")).padded;
        let without_mac = meeting.m2[..meeting.m2.len() - 32].to_vec();
        [ways_in(&meeting.m2, &padded, link), in_mode(link | 3, [without_mac])].concat()
    };
    [seeds(&STAGE.pair, 0), seeds(&STAGE.link, 4)].concat()
}

pub(super) fn run_m3(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let (people, pair) = (&STAGE.people, &STAGE.pair);
    let m3 = M3.message(mode, rest);
    let read = |m3: &[u8]| read_m3(&pair.handshake, &people.newcomer.id, m3);
    let Ok(welcomed) = read(&m3) else { return };
    assert_eq!(welcomed.device, DeviceId::of(&people.inviter.device), "nobody else signed");
    assert_eq!(welcomed.root, people.inviter.id);
    if mode & 0x80 != 0 {
        let again = make_m3(&pair.handshake, &welcomed.welcome, &people.inviter.device, &mut Counting(6));
        assert_eq!(read(&again.expect("can be written")), Ok(welcomed));
    }
}

pub(super) fn m3_seeds() -> Vec<Vec<u8>> {
    let quiet = crate::Welcome { voucher: None, ..STAGE.welcome.clone() };
    let quiet = make_m3(&STAGE.pair.handshake, &quiet, &STAGE.people.inviter.device, &mut Counting(1));
    [M3.seeds(&STAGE.m3), M3.seeds(&quiet.expect("a message"))].concat()
}

pub(super) fn run_m4(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let (people, pair) = (&STAGE.people, &STAGE.pair);
    let m4 = M4.message(mode, rest);
    let roots = (&people.inviter.id, &people.newcomer.id);
    let read =
        |m4: &[u8]| read_m4(&pair.handshake, &STAGE.m3, m4, &people.stream, roots, &people.inviter.author);
    let Ok(joining) = read(&m4) else { return };
    assert!(!joining.enrolments.is_empty());
    assert!(joining.enrolments.iter().all(|one| one.binding.root() == people.newcomer.id));
    if mode & 0x80 != 0 {
        let device = &people.newcomer.device;
        let again = make_m4(&pair.handshake, &STAGE.m3, &joining, device, &mut Counting(7));
        assert_eq!(read(&again.expect("can be written")), Ok(joining));
    }
}

pub(super) fn m4_seeds() -> Vec<Vec<u8>> {
    M4.seeds(&STAGE.m4)
}

pub(super) fn run_link_m3(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let (people, link) = (&STAGE.people, &STAGE.link);
    let m3 = LINK_M3.message(mode, rest);
    let read = |m3: &[u8]| read_link_m3(&link.handshake, m3);
    let Ok(welcomed) = read(&m3) else { return };
    assert_eq!(welcomed.device, DeviceId::of(&people.inviter.device), "nobody else signed");
    if mode & 0x80 != 0 {
        let device = &people.inviter.device;
        let welcome = &welcomed.welcome;
        let again = make_link_m3(&link.handshake, welcome, &welcomed.root, device, &mut Counting(8));
        let again = read(&again.expect("can be written")).expect("can be read");
        assert_eq!(again.welcome.streams, welcome.streams);
        assert_eq!(again.root, welcomed.root);
        let mut own_first = welcomed.welcome.statements;
        own_first.sort_by_key(|statement| statement.root() != again.root);
        assert_eq!(again.welcome.statements, own_first);
    }
}

pub(super) fn link_m3_seeds() -> Vec<Vec<u8>> {
    let people = &STAGE.people;
    let mut more = STAGE.link_welcome.clone();
    more.statements.extend_from_slice(&people.newcomer.statements);
    let mut own = STAGE.card.clone();
    own.partner = None;
    more.streams.insert(0, (own, people.newcomer.author));
    let (own, device) = (&people.inviter.id, &people.inviter.device);
    let more = make_link_m3(&STAGE.link.handshake, &more, own, device, &mut Counting(1));
    [LINK_M3.seeds(&STAGE.link_m3), LINK_M3.seeds(&more.expect("a message"))].concat()
}

pub(super) fn run_link_m4(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let (people, link) = (&STAGE.people, &STAGE.link);
    let m4 = LINK_M4.message(mode, rest);
    let read = |m4: &[u8]| read_link_m4(&link.handshake, &STAGE.link_m3, m4, &people.inviter.id);
    let Ok(joining) = read(&m4) else { return };
    assert!(joining.enrolments.iter().all(|one| one.binding.root() == people.inviter.id));
    if mode & 0x80 != 0 {
        let device = &people.newcomer.device;
        let again = make_link_m4(&link.handshake, &STAGE.link_m3, &joining, device, &mut Counting(9));
        assert_eq!(read(&again.expect("can be written")), Ok(joining));
    }
}

pub(super) fn link_m4_seeds() -> Vec<Vec<u8>> {
    assert_eq!(STAGE.link_joining.enrolments.len(), STAGE.joining.enrolments.len());
    LINK_M4.seeds(&STAGE.link_m4)
}

pub(super) fn run_handshake(bytes: &[u8]) {
    if let Ok(handshake) = Handshake::from_bytes(bytes) {
        assert_eq!(handshake.to_bytes().as_slice(), bytes, "it encodes back");
        let _words = crate::match_words(&handshake);
    }
}

pub(super) fn handshake_seeds() -> Vec<Vec<u8>> {
    let mut short = STAGE.pair.handshake.to_bytes()[..98].to_vec();
    short.extend_from_slice(&[0, 0, 0, 2, 1, 2, 0, 0, 0, 1, 3]);
    let mut link = short.clone();
    link[1] = 2;
    vec![short, link]
}

/// How to seal as the sender of one message.
struct Sender {
    key: Key,
    transcript: [u8; 32],
    /// The two last fields: the device, and its signature over the handshake so far.
    tail: Vec<u8>,
}

impl Sender {
    fn new(key: [u8; 32], transcript: [u8; 32], side: u8, device: &SigningKey) -> Self {
        Self { key: key.into(), tail: tail(side, &transcript, device), transcript }
    }

    fn message(&self, mode: u8, bytes: &[u8]) -> Vec<u8> {
        match mode & 3 {
            0 => bytes.to_vec(),
            1 => self.sealed(&pad(&[bytes, &self.tail].concat())),
            _ => self.sealed(bytes),
        }
    }

    fn sealed(&self, padded: &[u8]) -> Vec<u8> {
        [&NONCE[..], &aead_seal(&self.key, &NONCE, &self.transcript, padded)].concat()
    }

    fn seeds(&self, message: &[u8]) -> Vec<Vec<u8>> {
        let (nonce, cipher) = message.split_first_chunk().expect("a message begins with its nonce");
        let padded = aead_open(&self.key, nonce, &self.transcript, cipher);
        ways_in(message, &padded.unwrap_or_else(|_| panic!("an honest message")), 0)
    }
}

/// The whole message, its padded plaintext, its fields without the last two, and each of them alone.
fn ways_in(message: &[u8], padded: &[u8], also: u8) -> Vec<Vec<u8>> {
    let plain = unpad(padded).expect("padded");
    let fields = &plain[..plain.len() - TAIL_BYTES];
    let mut alone = Vec::new();
    let mut reader = wire::Reader::new(fields);
    while !reader.is_empty() {
        let kind = reader.u8().expect("a type");
        let bytes = reader.prefixed().expect("a field");
        alone.push(field(kind, bytes));
    }
    [
        in_mode(also, [message.to_vec()]),
        in_mode(also | 2, [padded.to_vec()]),
        in_mode(also | 1, [fields.to_vec()]),
        in_mode(also | 0x81, [fields.to_vec()]),
        in_mode(also | 1, alone),
    ]
    .concat()
}

/// Types 0x02 and 0x0C of docs/protocol.md §9.2.
fn tail(side: u8, so_far: &[u8], device: &SigningKey) -> Vec<u8> {
    let signature = sign(device, "pair-auth", &[&[side], so_far].concat());
    [field(0x02, DeviceId::of(device).as_bytes()), field(0x0C, &signature)].concat()
}

fn field(kind: u8, bytes: &[u8]) -> Vec<u8> {
    let len = u32::try_from(bytes.len()).expect("a short field");
    [&[kind], &len.to_be_bytes()[..], bytes].concat()
}

fn m2_tail(meeting: &Meeting) -> Vec<u8> {
    tail(b'R', &m2_so_far(meeting), &STAGE.people.newcomer.device)
}

/// What the newcomer signs first: the hash of message 1, and its own encapsulation.
fn m2_so_far(meeting: &Meeting) -> Vec<u8> {
    [&first_hash(meeting)[..], &meeting.m2[..ENCAPSULATED_BYTES]].concat()
}

fn first_hash(meeting: &Meeting) -> [u8; 32] {
    wire::hash("pair-msg1", &[&meeting.m1])
}

static EPHEMERAL: LazyLock<KemPublic> = LazyLock::new(|| STAGE.people.ephemeral.public());
static M2_TAIL: LazyLock<Vec<u8>> = LazyLock::new(|| m2_tail(&STAGE.pair));
static LINK_M2_TAIL: LazyLock<Vec<u8>> = LazyLock::new(|| m2_tail(&STAGE.link));
static M3: LazyLock<Sender> = LazyLock::new(|| inviter(&STAGE.pair));
static LINK_M3: LazyLock<Sender> = LazyLock::new(|| inviter(&STAGE.link));
static M4: LazyLock<Sender> = LazyLock::new(|| newcomer(&STAGE.pair, &STAGE.m3));
static LINK_M4: LazyLock<Sender> = LazyLock::new(|| newcomer(&STAGE.link, &STAGE.link_m3));

fn inviter(meeting: &Meeting) -> Sender {
    let transcript = meeting.handshake.transcript();
    Sender::new(meeting.inviter_to_newcomer, transcript, b'I', &STAGE.people.inviter.device)
}

fn newcomer(meeting: &Meeting, m3: &[u8]) -> Sender {
    let transcript = wire::hash("pair-transcript", &[&meeting.m1, &meeting.m2, m3]);
    Sender::new(meeting.newcomer_to_inviter, transcript, b'r', &STAGE.people.newcomer.device)
}

const NONCE: [u8; 24] = [9; 24];
/// Device and signature, each behind type and length.
const TAIL_BYTES: usize = 5 + 32 + 5 + 64;
