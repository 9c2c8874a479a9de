//! The reference vectors: made by a first, throw-away implementation of docs/protocol.md and opened by a second one in
//! another language. They open here, and everything in them that involves no randomness is computed again.

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use wire::{AuthorId, Envelope, EnvelopeId, EpochId, SigningKey, StreamId, hash};

use crate::epoch::KeyPurpose;
use crate::grant::{open_meta_bytes, seal_rekey_bytes};
use crate::padding::{pad, unpad};
use crate::pairing::{m1_bytes, open_m2};
use crate::primitive::{aead_seal, slow_hash_salted};
use crate::recipient::Members;
use crate::{
    EpochSecret, KemKey, OpenError, Own, PairingRole, PairingSecret, Payload, Place, open_content,
    open_grant, read_m1, seal_content,
};

struct Vectors(serde_json::Value);

impl Vectors {
    fn load() -> Self {
        Self(serde_json::from_str(include_str!("../../tests/vectors/reference.json")).unwrap())
    }

    fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap()
    }

    fn bytes(&self, key: &str) -> Vec<u8> {
        data_encoding::HEXLOWER.decode(self.text(key).as_bytes()).unwrap()
    }

    fn array<const N: usize>(&self, key: &str) -> [u8; N] {
        self.bytes(key).try_into().unwrap()
    }

    fn author(&self) -> SigningKey {
        SigningKey::from_bytes(&self.array("author_seed"))
    }

    fn secret(&self) -> EpochSecret<Own> {
        EpochSecret::from_bytes(self.array("epoch_secret"))
    }

    fn stream(&self) -> StreamId {
        StreamId::from(self.array::<32>("stream"))
    }
}

#[test]
fn the_epoch_and_the_sealing_key_derive_to_the_same_bytes() {
    let vectors = Vectors::load();
    assert_eq!(vectors.secret().id(&vectors.stream()), EpochId::from(vectors.array::<32>("epoch_id")));
    let key = KemKey::from_seed(vectors.array("kem_seed_1"));
    assert_eq!(key.public().as_bytes().as_slice(), vectors.bytes("kem_pk_1"));
}

#[test]
fn the_content_envelope_opens_and_is_made_again_from_its_parts() {
    let vectors = Vectors::load();
    let bytes = vectors.bytes("content");
    let envelope = Envelope::parse(&bytes).unwrap().verify().unwrap();
    assert_eq!(envelope.id(), EnvelopeId::from(vectors.array::<32>("content_id")));
    let author = AuthorId::from(vectors.author().verifying_key().to_bytes());
    assert_eq!(envelope.header().author, author);

    let payload = open_content(&vectors.secret(), &envelope).unwrap();
    assert_eq!(payload.as_bytes(), vectors.bytes("content_plain"));

    let header = envelope.header();
    let key = vectors.secret().key(&header.stream, KeyPurpose::Content, &header.author);
    let padded = pad(payload.as_bytes());
    let body = aead_seal(&key, &header.nonce, &header.encode(1040), &padded);
    assert_eq!(body, envelope.body());
    assert_eq!(Envelope::seal(header, &body, &vectors.author()).unwrap().as_bytes(), bytes);
}

#[test]
fn the_rekey_opens_for_its_recipient_and_is_signed_again() {
    let vectors = Vectors::load();
    let bytes = vectors.bytes("rekey");
    let envelope = Envelope::parse(&bytes).unwrap().verify().unwrap();
    let key = KemKey::from_seed(vectors.array("kem_seed_1"));
    let secret: EpochSecret<Own> = open_grant(&key, &envelope).unwrap();
    assert_eq!(secret.expose(), vectors.secret().expose());
    assert_eq!(*open_meta_bytes(&secret, &envelope).unwrap(), vectors.bytes("rekey_meta"));
    let signed = Envelope::seal(envelope.header(), envelope.body(), &vectors.author()).unwrap();
    assert_eq!(signed.as_bytes(), bytes);

    let stranger = KemKey::from_seed([0x77; 32]);
    assert_eq!(open_grant::<Own>(&stranger, &envelope).unwrap_err(), OpenError::NotForUs);
}

#[test]
fn message_1_is_made_again_byte_for_byte() {
    let vectors = Vectors::load();
    let secret = PairingSecret::from_bytes(vectors.array("psk"));
    let m1 = vectors.bytes("msg1");
    let offer = read_m1(&secret, &m1).unwrap();
    let ephemeral = KemKey::from_seed(vectors.array("eph_seed"));
    assert_eq!(offer.role, PairingRole::Pair);
    assert_eq!(offer.ephemeral, ephemeral.public());
    assert_eq!(m1_bytes(&secret, offer.role, offer.expires_unix, &ephemeral), m1);
}

#[test]
fn message_2_opens_to_the_same_keys() {
    let vectors = Vectors::load();
    let secret = PairingSecret::from_bytes(vectors.array("psk"));
    let ephemeral = KemKey::from_seed(vectors.array("eph_seed"));
    let opened = open_m2(&secret, &ephemeral, &vectors.bytes("msg1"), &vectors.bytes("msg2")).unwrap();
    assert_eq!(opened.exports.inviter_to_newcomer.as_slice(), vectors.bytes("i2r"));
    assert_eq!(opened.exports.newcomer_to_inviter.as_slice(), vectors.bytes("r2i"));
    assert!(unpad(&opened.padded).is_some());
}

#[test]
fn six_spoken_words_give_the_same_secret() {
    let vectors = Vectors::load();
    let salt = hash("code-salt", &[vectors.text("origin").as_bytes()]);
    let secret = slow_hash_salted(vectors.text("code").as_bytes(), &salt);
    assert_eq!(secret.as_slice(), vectors.bytes("psk"));
}

#[test]
fn what_is_sealed_here_has_the_lengths_of_the_reference() {
    let vectors = Vectors::load();
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let key = vectors.author();
    let place =
        Place { stream: vectors.stream(), author: crate::author_of(&key), seq: 1, prev: EnvelopeId::ZERO };
    let payload = Payload::from_bytes(&vectors.bytes("content_plain"));
    let content = seal_content(&vectors.secret(), &place, &payload, &key, &mut rng).unwrap();
    assert_eq!(content.as_bytes().len(), vectors.bytes("content").len());

    let root = crate::RootSeed::random(&mut rng);
    let genesis = crate::Statement::genesis(&root, 1, &mut rng);
    let recipient = Members::own(place.stream, root.id()).recovery(&genesis).unwrap();
    let both = [recipient.clone(), recipient];
    let meta = vectors.bytes("rekey_meta");
    let rekey = seal_rekey_bytes(&vectors.secret(), &place, &both, &meta, &key, &mut rng).unwrap();
    assert_eq!(rekey.as_bytes().len(), vectors.bytes("rekey").len());
}
