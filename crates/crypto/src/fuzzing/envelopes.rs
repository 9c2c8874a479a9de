//! Envelopes from an author who holds the keys and means harm. None is signed: `verified_before` leaves the signature to
//! the target `envelope`, and the cipher is reached ten times as often.

use std::sync::LazyLock;

use wire::{
    AuthorId, Envelope, EnvelopeId, EpochId, GRANT_BYTES, HEADER_BYTES, Kind, SIGNATURE_BYTES, StreamId,
    Verified, padded_len,
};

use super::stage::{Counting, STAGE};
use super::{in_mode, keeps_encapsulations, mode, overwrite};
use crate::epoch::KeyPurpose;
use crate::grant::grants;
use crate::kem::ENCAPSULATED_BYTES;
use crate::padding::pad;
use crate::primitive::{Key, aead_seal};
use crate::recipient::Listed;
use crate::seal::header;
use crate::{
    Audience, DeviceId, EpochSecret, Meta, OpenError, Own, Pair, Payload, Record, RecordError, grant_tag,
    grant_tags, open_content, open_grant, open_meta, open_rekey,
};

/// Mode bit 0: the input is the padded plaintext, else the payload.
pub(super) fn run_content(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    if mode & 1 == 0 {
        let opened = open_content(&STAGE.secret, &sealed(Kind::Content, &[], &pad(rest)));
        assert_eq!(opened.expect("sealed with this key").as_bytes(), rest);
        return;
    }
    let padded = filled_up(rest);
    if let Ok(payload) = open_content(&STAGE.secret, &sealed(Kind::Content, &[], &padded)) {
        assert_eq!(pad(payload.as_bytes()).as_slice(), padded, "one payload, one padding");
    }
}

pub(super) fn content_seeds() -> Vec<Vec<u8>> {
    let payloads = [Vec::new(), b"payload".to_vec(), vec![1; 1020], vec![2; 1100]];
    let padded = payloads.iter().map(|payload| pad(payload).to_vec());
    [in_mode(0, payloads.clone()), in_mode(1, padded), in_mode(1, [vec![0xff; 4]])].concat()
}

/// Mode bit 0: in a person's own stream, where stream cards may be.
pub(super) fn run_records(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    if mode & 1 == 0 { read_records::<Pair>(rest) } else { read_records::<Own>(rest) }
}

fn read_records<S: Audience>(bytes: &[u8]) {
    let Ok(records) = Payload::<S>::from_bytes(bytes).records() else { return };
    let encoded = Payload::<S>::new(&records).expect("what was read can be written");
    if encoded.as_bytes().len() == bytes.len() {
        assert_eq!(encoded.as_bytes(), bytes, "it encodes back");
    } else {
        // Only types that this version skips may be left out.
        assert!(encoded.as_bytes().len() < bytes.len());
        drop(records);
        let again = encoded.records().expect("what was written can be read");
        let again = Payload::<S>::new(&again).expect("what was read can be written");
        assert_eq!(again.as_bytes(), encoded.as_bytes(), "it encodes back");
    }
}

pub(super) fn records_seeds() -> Vec<Vec<u8>> {
    let stage = &*STAGE;
    let head = (AuthorId::from([1; 32]), 7, EnvelopeId::from([2; 32]));
    let origin = stage.card.relay.clone();
    let first = Record::Frontier(vec![head]);
    let quoted = crate::genesis_envelope(&wire::SigningKey::from_bytes(&[99; 32]), [3; 32]);
    let quoted = quoted.expect("an envelope");
    let others = [
        Record::Changes { document: [3; 16], chunks: vec![4; 30] },
        Record::Statement(stage.people.inviter.statements[1].clone()),
        Record::Binding(stage.people.inviter.binding.clone()),
        Record::Checkpoint { frontier: vec![head, head], documents: vec![([5; 16], [6; 32])] },
        Record::NeedEpoch(EpochId::from([7; 32])),
        Record::Moved { stream: StreamId::from([8; 32]), origin },
        Record::Roster(stage.roster.clone()),
        Record::Card(stage.card.clone()),
        Record::Quoted(quoted.into_envelope()),
    ];
    let written = |records: &[Record]| -> Result<Vec<u8>, RecordError> {
        Payload::<Own>::new(records).map(|payload| payload.as_bytes().to_vec())
    };
    let mut payloads = vec![written(&[Record::Frontier(Vec::new())])];
    payloads.extend(others.iter().map(|record| written(&[first.clone(), record.clone()])));
    let mut payloads: Vec<Vec<u8>> =
        payloads.into_iter().map(|payload| payload.expect("sound records")).collect();
    payloads.push([payloads[0].as_slice(), &[0x80, 0, 0, 0, 2, 1, 2]].concat());
    payloads.push([payloads[0].as_slice(), &[5, 0, 0, 0, 1, 0].repeat(200)].concat());
    [in_mode(0, payloads.clone()), in_mode(1, payloads)].concat()
}

/// Mode bit 0: the names of the parents are those of their secrets; bit 1: the input is the padded plaintext.
pub(super) fn run_meta(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let mut plain = rest.to_vec();
    if mode & 1 != 0 {
        name_parents(&mut plain);
    }
    let padded = if mode & 2 == 0 { pad(&plain).to_vec() } else { filled_up(rest) };
    let envelope = sealed(Kind::Rekey, &GRANTS, &padded);
    if let Ok(meta) = open_meta(&STAGE.secret, &envelope) {
        let encoded = meta.encode().expect("what was read can be written");
        assert_eq!(pad(&encoded).as_slice(), padded, "it encodes back");
        assert!(meta.parents.iter().all(|(epoch, secret)| secret.id(&STAGE.people.stream) == *epoch));
    }
}

fn name_parents(meta: &mut [u8]) {
    let count = usize::from(meta.get(9).copied().unwrap_or(0));
    for parent in 0..count {
        let at = 10 + 64 * parent;
        let Some(secret) = meta.get(at + 32..at + 64) else { return };
        let secret: [u8; 32] = secret.try_into().expect("32 bytes");
        let id = EpochSecret::<Pair>::from_bytes(secret).id(&STAGE.people.stream);
        overwrite(meta, at, id.as_bytes());
    }
}

fn metas() -> Vec<Vec<u8>> {
    let stage = &*STAGE;
    let parent = |byte| {
        let secret = EpochSecret::from_bytes([byte; 32]);
        (secret.id(&stage.people.stream), secret)
    };
    let device = Listed::Device { device: DeviceId::from([1; 32]), kem_generation: 2 };
    let recovery = Listed::Recovery { root: stage.people.inviter.id };
    [
        Meta::<Pair> {
            generation: 1,
            parents: Vec::new(),
            recipients: vec![device],
            reason: 0,
            statements: Vec::new(),
        },
        Meta {
            generation: u64::MAX,
            parents: vec![parent(1), parent(2)],
            recipients: vec![device, recovery],
            reason: 1,
            statements: vec![(stage.people.inviter.id, [4; 32]), (stage.people.newcomer.id, [5; 32])],
        },
    ]
    .iter()
    .map(|meta| meta.encode().expect("short lists").to_vec())
    .collect()
}

pub(super) fn meta_seeds() -> Vec<Vec<u8>> {
    let padded = metas().into_iter().map(|meta| pad(&meta).to_vec());
    [in_mode(0, metas()), in_mode(1, metas()), in_mode(2, padded)].concat()
}

/// Mode bit 0: the first grant has the reader's tag; bit 1: the meta is sealed over the grants as they are. Bit 2: the
/// input is the meta alone, behind honest grants.
pub(super) fn run_rekey(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    if mode & 4 != 0 {
        open_behind_honest_grants(mode, rest);
        return;
    }
    let (count, rest) = rest.split_first().map_or((1, rest), |(count, rest)| (count % 3, rest));
    let mut grants = with_grants(count, rest.get(..usize::from(count) * GRANT_BYTES).unwrap_or(rest), mode);
    honest_encapsulations(&mut grants, bytes);
    let meta = rest.get(grants.len() - 1..).unwrap_or_default();
    let envelope = if mode & 2 == 0 {
        grants.extend_from_slice(&filled_up(meta));
        grants.extend_from_slice(&[0x5a; 16]);
        unsigned(Kind::Rekey, &grants)
    } else {
        sealed(Kind::Rekey, &grants, &pad(meta))
    };
    assert_eq!(grant_tags(&envelope).len(), usize::from(count.max(1)));
    if let Ok((secret, _)) = open_rekey::<Pair>(&STAGE.people.newcomer.kem, &envelope) {
        assert_eq!(secret.expose(), STAGE.secret.expose(), "the epoch's name commits to its secret");
        assert!(mode & 2 != 0, "the meta was sealed with the key");
    }
}

/// Mode bit 0: the names of the parents are those of their secrets.
fn open_behind_honest_grants(mode: u8, meta: &[u8]) {
    let mut plain = meta.to_vec();
    if mode & 1 != 0 {
        name_parents(&mut plain);
    }
    let envelope = sealed(Kind::Rekey, &GRANTS, &pad(&plain));
    let by_secret = open_meta(&STAGE.secret, &envelope).map(|meta| meta.encode());
    let by_grant = open_rekey::<Pair>(&STAGE.people.newcomer.kem, &envelope).map(|(secret, meta)| {
        assert_eq!(secret.expose(), STAGE.secret.expose());
        meta.encode()
    });
    assert_eq!(by_grant, by_secret, "one meta, whichever way the secret came");
    if let Ok(encoded) = by_grant {
        assert_eq!(*encoded.expect("what was read can be written"), plain, "it encodes back");
    }
}

pub(super) fn rekey_seeds() -> Vec<Vec<u8>> {
    let meta = &metas()[1];
    let one = [&[1], &GRANTS[1..=GRANT_BYTES], meta].concat();
    let two = [GRANTS.as_slice(), meta].concat();
    let whole = || [one.clone(), two.clone()];
    [in_mode(0, whole()), in_mode(2, whole()), in_mode(3, whole()), in_mode(4, metas()), in_mode(5, metas())]
        .concat()
}

/// Mode 0 and 1: grants as they come, in mode 1 the first with the reader's tag. Mode 2: the input is the secret.
pub(super) fn run_grant(bytes: &[u8]) {
    let (mode, rest) = mode(bytes);
    let reader = &STAGE.people.newcomer;
    if mode & 2 != 0 {
        let mut secret = [0; 32];
        for (to, from) in secret.iter_mut().zip(rest) {
            *to = *from;
        }
        let lie = EpochSecret::from_bytes(secret);
        let body = grants(&lie, STAGE.epoch, &STAGE.place, &STAGE.recipients[..1], &mut Counting(1));
        let opened = open_grant::<Pair>(&reader.kem, &unsigned(Kind::Grant, &body.expect("one grant")));
        let fits = secret == *STAGE.secret.expose();
        assert_eq!(opened.map(|_| ()), if fits { Ok(()) } else { Err(OpenError::Commit) });
        return;
    }
    let count = rest.len().div_ceil(GRANT_BYTES).clamp(1, 3);
    let mut body = with_grants(u8::try_from(count).expect("at most three"), rest, mode);
    honest_encapsulations(&mut body, bytes);
    let envelope = unsigned(Kind::Grant, &body);
    assert_eq!(grant_tags(&envelope).len(), count);
    if let Ok(secret) = open_grant::<Pair>(&reader.kem, &envelope) {
        assert_eq!(secret.expose(), STAGE.secret.expose(), "the epoch's name commits to its secret");
    }
}

pub(super) fn grant_seeds() -> Vec<Vec<u8>> {
    let two = || [GRANTS[1..].to_vec(), GRANTS[1..=GRANT_BYTES].to_vec()];
    let secrets = [STAGE.secret.expose().to_vec(), vec![1; 32]];
    [in_mode(0, two()), in_mode(1, two()), in_mode(2, secrets)].concat()
}

/// A body of this many grants, filled up with zeros; in modes with bit 0 the first is for the reader.
fn with_grants(count: u8, bytes: &[u8], mode: u8) -> Vec<u8> {
    let mut body = vec![count.max(1)];
    body.extend_from_slice(bytes);
    body.resize(1 + usize::from(count.max(1)) * GRANT_BYTES, 0);
    if mode & 1 != 0 {
        overwrite(&mut body, 1, TAG.as_slice());
    }
    body
}

/// Behind the reader's tag, if the input may not bring its own.
fn honest_encapsulations(grants: &mut [u8], input: &[u8]) {
    if keeps_encapsulations(input) {
        return;
    }
    for grant in grants[1..].chunks_exact_mut(GRANT_BYTES) {
        if grant.starts_with(TAG.as_slice()) {
            overwrite(grant, TAG.len(), &GRANTS[1 + TAG.len()..][..ENCAPSULATED_BYTES]);
        }
    }
}

/// Zeros behind it, up to a length that padding makes.
fn filled_up(bytes: &[u8]) -> Vec<u8> {
    let mut padded = bytes.to_vec();
    padded.resize(padded_len(bytes.len()), 0);
    padded
}

/// A body of `clear`, then `padded` sealed under the epoch.
fn sealed(kind: Kind, clear: &[u8], padded: &[u8]) -> Verified {
    let key = if kind == Kind::Content { &*CONTENT_KEY } else { &*META_KEY };
    let len = u32::try_from(clear.len() + padded.len() + 16).expect("short inputs");
    let mut associated = header(kind, &STAGE.place, STAGE.epoch, NONCE).encode(len).to_vec();
    associated.extend_from_slice(clear);
    let body = [clear, &aead_seal(key, &NONCE, &associated, padded)].concat();
    unsigned(kind, &body)
}

fn unsigned(kind: Kind, body: &[u8]) -> Verified {
    let nonce = if kind == Kind::Grant { [0; 24] } else { NONCE };
    let len = u32::try_from(body.len()).expect("short inputs");
    let mut bytes = Vec::with_capacity(HEADER_BYTES + body.len() + SIGNATURE_BYTES);
    bytes.extend_from_slice(&header(kind, &STAGE.place, STAGE.epoch, nonce).encode(len));
    bytes.extend_from_slice(body);
    bytes.extend_from_slice(&[0; SIGNATURE_BYTES]);
    Envelope::parse(&bytes).expect("a sound form").verified_before()
}

fn key(purpose: KeyPurpose) -> Key {
    STAGE.secret.key(&STAGE.place.stream, purpose, &STAGE.place.author)
}

static CONTENT_KEY: LazyLock<Key> = LazyLock::new(|| key(KeyPurpose::Content));
static META_KEY: LazyLock<Key> = LazyLock::new(|| key(KeyPurpose::Meta));
static TAG: LazyLock<[u8; 8]> =
    LazyLock::new(|| grant_tag(&STAGE.place.stream, &STAGE.epoch, &STAGE.people.newcomer.kem.public()));
/// Two honest grants of the epoch, with their count.
static GRANTS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    grants(&STAGE.secret, STAGE.epoch, &STAGE.place, &STAGE.recipients, &mut Counting(2)).expect("two grants")
});
const NONCE: [u8; 24] = [9; 24];
