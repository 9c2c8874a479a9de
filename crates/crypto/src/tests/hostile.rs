//! What honest code cannot make: content, grants and invitations of a dishonest member, soundly signed.

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use wire::{Envelope, EnvelopeId, Kind, SigningKey, StreamId, Verified};

use crate::epoch::KeyPurpose;
use crate::grant::{grants, seal_rekey_bytes};
use crate::padding::pad;
use crate::pairing::m1_bytes;
use crate::primitive::aead_seal;
use crate::recipient::{Members, Recipient};
use crate::seal::header;
use crate::{
    Binding, EpochSecret, KemKey, Meta, OpenError, Own, PairingError, PairingRole, PairingSecret, Payload,
    Place, Record, RootSeed, open_content, open_grant, open_meta, open_rekey, read_m1, seal_rekey,
};

struct Stage {
    rng: ChaCha20Rng,
    key: SigningKey,
    place: Place,
    victim: KemKey,
    recipient: Recipient<Own>,
}

fn stage() -> Stage {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let key = SigningKey::from_bytes(&[5; 32]);
    let stream = StreamId::from([4; 32]);
    let place = Place { stream, author: crate::author_of(&key), seq: 1, prev: EnvelopeId::ZERO };
    let victim = KemKey::random(&mut rng);
    let root = RootSeed::random(&mut rng).id();
    let device = SigningKey::from_bytes(&[6; 32]);
    let binding =
        Binding::make(stream, root, &device, 1, &SigningKey::from_bytes(&[7; 32]), &victim.public());
    let recipient = Members::own(stream, root).device(&binding).unwrap();
    Stage { rng, key, place, victim, recipient }
}

fn signed(stage: &Stage, kind: Kind, epoch: wire::EpochId, body: &[u8]) -> Verified {
    Envelope::seal(&header(kind, &stage.place, epoch, [0; 24]), body, &stage.key).unwrap()
}

#[test]
fn content_that_names_another_epoch_than_it_is_sealed_under_is_refused() {
    let stage = stage();
    let Place { stream, author, .. } = stage.place;
    let secret = EpochSecret::<Own>::from_bytes([1; 32]);
    let payload = Payload::<Own>::new(&[Record::Frontier(Vec::new())]).unwrap();
    let sealed = |epoch| {
        let header = header(Kind::Content, &stage.place, epoch, [0; 24]);
        let key = secret.key(&stream, KeyPurpose::Content, &author);
        let body = aead_seal(&key, &header.nonce, &header.encode(1040), &pad(payload.as_bytes()));
        signed(&stage, Kind::Content, epoch, &body)
    };
    let opened = open_content(&secret, &sealed(secret.id(&stream))).unwrap();
    assert_eq!(opened.as_bytes(), payload.as_bytes());
    let other = EpochSecret::<Own>::from_bytes([2; 32]).id(&stream);
    assert_eq!(open_content(&secret, &sealed(other)).unwrap_err(), OpenError::Refused);
}

#[test]
fn a_grant_whose_secret_is_not_that_of_the_epoch_it_names_is_refused() {
    let mut stage = stage();
    let named = EpochSecret::<Own>::random(&mut stage.rng).id(&stage.place.stream);
    let other = EpochSecret::<Own>::random(&mut stage.rng);
    let recipients = [stage.recipient.clone()];
    let body = grants(&other, named, &stage.place, &recipients, &mut stage.rng).unwrap();
    let lie = signed(&stage, Kind::Grant, named, &body);
    assert_eq!(open_grant::<Own>(&stage.victim, &lie).unwrap_err(), OpenError::Commit);
}

#[test]
fn a_rekey_with_a_parent_secret_of_another_epoch_is_refused() {
    let mut stage = stage();
    let next = EpochSecret::<Own>::random(&mut stage.rng);
    let parent = EpochSecret::random(&mut stage.rng);
    let other = EpochSecret::<Own>::random(&mut stage.rng).id(&stage.place.stream);
    let meta = Meta {
        generation: 2,
        parents: vec![(other, parent)],
        recipients: vec![stage.recipient.listed()],
        reason: 0,
        statements: Vec::new(),
    };
    let recipients = [stage.recipient.clone()];
    let lie = seal_rekey(&next, &stage.place, &recipients, &meta, &stage.key, &mut stage.rng).unwrap();
    assert_eq!(open_rekey::<Own>(&stage.victim, &lie).unwrap_err(), OpenError::Commit);
}

#[test]
fn unsound_metas_are_refused_although_they_open() {
    let mut stage = stage();
    let next = EpochSecret::<Own>::random(&mut stage.rng);
    let recipients = [stage.recipient.clone()];
    let sound = [&[1], [0; 8].as_slice(), &[0, 1, 2], &[9; 32], &[0; 4], &[0]].concat();
    let changed = |index: usize, value: u8| {
        let mut meta = sound.clone();
        meta[index] = value;
        meta
    };
    for (name, meta) in [
        ("empty", Vec::new()),
        ("another version", changed(0, 2)),
        ("an unknown kind of recipient", changed(11, 3)),
        ("a kit with a generation", changed(47, 1)),
        ("more parents than bytes", changed(9, 255)),
        ("more recipients than bytes", changed(10, 255)),
        ("a byte behind it", [sound.as_slice(), &[0]].concat()),
        ("half a person behind it", [sound.as_slice(), &[0; 32]].concat()),
    ] {
        let sealed =
            seal_rekey_bytes(&next, &stage.place, &recipients, &meta, &stage.key, &mut stage.rng).unwrap();
        assert_eq!(open_meta(&next, &sealed).unwrap_err(), OpenError::Refused, "{name}");
    }
    let sealed =
        seal_rekey_bytes(&next, &stage.place, &recipients, &sound, &stage.key, &mut stage.rng).unwrap();
    assert_eq!(open_meta(&next, &sealed).unwrap().recipients.len(), 1);
}

#[test]
fn an_invitation_by_somebody_with_the_code_is_still_checked() {
    let secret = PairingSecret::from_link(&[1; 32]);
    let m1 = m1_bytes(&secret, PairingRole::Pair, 5, &KemKey::from_seed([2; 32]));
    let again = |change: &dyn Fn(&mut [u8])| {
        let mut message = m1[..m1.len() - 32].to_vec();
        change(&mut message);
        let tag = secret.mac1(&message);
        [message, tag.to_vec()].concat()
    };
    assert!(read_m1(&secret, &again(&|_| ())).is_ok());
    for (name, message, expected) in [
        ("another suite", again(&|message| message[4] = 2), PairingError::Malformed),
        ("an unknown role", again(&|message| message[5] = 3), PairingError::Malformed),
        ("a key of low order", again(&|message| message[1230 - 32..].fill(0)), PairingError::Refused),
        ("a key that is not reduced", again(&|message| message[14..1198].fill(0xff)), PairingError::Refused),
        ("another magic", again(&|message| message[3] = b'2'), PairingError::Malformed),
    ] {
        assert_eq!(read_m1(&secret, &message).unwrap_err(), expected, "{name}");
    }
    assert_eq!(read_m1(&secret, &m1[..m1.len() - 1]).unwrap_err(), PairingError::Malformed);
    assert_eq!(read_m1(&secret, &[]).unwrap_err(), PairingError::Malformed);
}
