//! Writes a file: draws the random items, derives what follows from them, and seals what needs fresh randomness.

use crypto::{
    Handshake, Listed, Meta, Place, grant_tag, make_link_m3, make_link_m4, make_m2, make_m3, make_m4,
    match_words, seal_grant, seal_rekey, statements_digest,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use wire::{Envelope, EnvelopeId, Header, SigningKey};

use crate::cast::{Cast, OTHER_RANDOM, SEEDS};
use crate::derive::{derived, first_place};
use crate::expected::{introduction, joining, link_introduction, link_joining, link_welcome, welcome};
use crate::file::{At, Failure, Vectors};
use crate::random::Recorder;

/// The same seed gives the same file.
pub(crate) fn written(seed: u64) -> Result<Vectors, Failure> {
    let rng = &mut ChaCha20Rng::seed_from_u64(seed);
    let mut vectors = Vectors::default();
    for (name, text) in TEXTS {
        vectors.put_text(name, text);
    }
    for (name, len) in SEEDS.map(|name| (name, 32)).into_iter().chain(OTHER_RANDOM) {
        let mut bytes = vec![0; len];
        rng.fill_bytes(&mut bytes);
        vectors.put(name, &bytes);
    }
    let derived = derived(&vectors)?;
    vectors.append(derived);
    let cast = Cast::read(&vectors)?;
    epochs(&cast, &mut vectors, rng)?;
    pairing(&cast, &mut vectors, rng)?;
    linking(&cast, &mut vectors, rng)?;
    signatures(&cast, &mut vectors);
    sealing_keys(&cast, &mut vectors);
    Ok(vectors)
}

const TEXTS: [(&str, &str); 7] = [
    ("origin", "wss://relay.example"),
    ("ana_name", "Ana Lindqvist"),
    ("ben_name", "Ben Õunapuu"),
    ("new_device_name", "Ana's phone"),
    ("passphrase", "grüne Wiese, 7 Kühe"),
    ("table_name", "secrets"),
    ("table_column", "value"),
];

/// The meta of the file's rekey: who gets the epoch, and what was known.
pub(crate) fn meta(cast: &Cast) -> Meta<crypto::Pair> {
    let device = |who: &crate::cast::Member| Listed::Device {
        device: who.binding.device(),
        kem_generation: who.binding.generation(),
    };
    let known = |who: &crate::cast::Person| {
        (who.id(), statements_digest(who.statements().iter().map(crypto::Statement::id)))
    };
    Meta {
        generation: 2,
        parents: vec![(cast.parent.id(&cast.stream), cast.parent.clone())],
        recipients: vec![
            device(&cast.hers),
            device(&cast.his),
            Listed::Recovery { root: cast.ana.id() },
            Listed::Recovery { root: cast.ben.id() },
        ],
        reason: 1,
        statements: vec![known(&cast.ana), known(&cast.ben)],
    }
}

fn epochs(cast: &Cast, vectors: &mut Vectors, rng: &mut ChaCha20Rng) -> Result<(), Failure> {
    let Cast { stream, epoch, hers, his, .. } = cast;
    let members = cast.members();
    let recipients = [
        members.device(&hers.binding).at("rekey")?,
        members.device(&his.binding).at("rekey")?,
        members.recovery(&cast.ana.genesis).at("rekey")?,
        members.recovery(&cast.ben.genesis).at("rekey")?,
    ];
    let before = EnvelopeId::from(vectors.array::<32>("content_all_id")?);
    let place = Place { seq: 3, prev: before, ..first_place(hers) };
    let meta = meta(cast);
    let mut recorder = Recorder::new(rng);
    let rekey = seal_rekey(epoch, &place, &recipients, &meta, &hers.author, &mut recorder).at("rekey")?;
    let random = recorder.given;
    vectors.put("rekey_random", &random[random.len() - 32..]);
    vectors.put("rekey_meta", &crate::expected::encode_meta(&meta));
    vectors.put("rekey", rekey.as_bytes());
    vectors.put("rekey_id", rekey.id().as_bytes());

    let newcomers =
        [members.device(&cast.new.binding).at("grant")?, members.recovery(&cast.ben.genesis).at("grant")?];
    let place = Place { seq: 4, prev: rekey.id(), ..place };
    let grant = seal_grant(epoch, &place, &newcomers, &hers.author, rng).at("grant")?;
    vectors.put("grant", grant.as_bytes());
    vectors.put("grant_id", grant.id().as_bytes());
    vectors.put("grant_tag", &grant_tag(stream, &epoch.id(stream), &cast.new.kem.public()));

    // The same sealed body under another member's name.
    let content = Envelope::parse(&vectors.bytes("content")?).at("content")?;
    let header = Header { author: his.id(), ..content.header().clone() };
    let stolen = Envelope::seal(&header, content.body(), &his.author).at("refused_signed_by_another")?;
    vectors.put("refused_signed_by_another", stolen.as_bytes());
    Ok(())
}

fn pairing(cast: &Cast, vectors: &mut Vectors, rng: &mut ChaCha20Rng) -> Result<(), Failure> {
    let m1 = vectors.bytes("msg1")?;
    let introduction = introduction(cast, vectors)?;
    let (m2, handshake) = make_m2(&cast.psk, &m1, &introduction, &cast.ben.device, rng).at("msg2")?;
    let m3 = make_m3(&handshake, &welcome(cast, vectors)?, &cast.ana.device, rng).at("msg3")?;
    let m4 = make_m4(&handshake, &m3, &joining(cast), &cast.ben.device, rng).at("msg4")?;
    handshake_items(vectors, "", &handshake, [&m2, &m3, &m4]);
    Ok(())
}

fn linking(cast: &Cast, vectors: &mut Vectors, rng: &mut ChaCha20Rng) -> Result<(), Failure> {
    let m1 = vectors.bytes("link_msg1")?;
    let secret = cast.invitation.secret();
    let introduction = link_introduction(vectors)?;
    let (m2, handshake) = make_m2(&secret, &m1, &introduction, &cast.new_device, rng).at("link_msg2")?;
    let welcome = link_welcome(cast, vectors)?;
    let m3 = make_link_m3(&handshake, &welcome, &cast.ana.id(), &cast.ana.device, rng).at("link_msg3")?;
    let m4 = make_link_m4(&handshake, &m3, &link_joining(cast), &cast.new_device, rng).at("link_msg4")?;
    handshake_items(vectors, "link_", &handshake, [&m2, &m3, &m4]);
    Ok(())
}

fn handshake_items(vectors: &mut Vectors, prefix: &str, handshake: &Handshake, messages: [&Vec<u8>; 3]) {
    for (number, message) in (2..).zip(messages) {
        vectors.put(&format!("{prefix}msg{number}"), message);
    }
    let (i2r, r2i) = crate::expected::exports(handshake);
    vectors.put(&format!("{prefix}i2r"), &i2r);
    vectors.put(&format!("{prefix}r2i"), &r2i);
    vectors.put_text(&format!("{prefix}match_words"), &match_words(handshake).join(" "));
}

/// Cases for VERIFY, each `key 32 ‖ signature 64 ‖ message`, under the label of envelopes.
fn signatures(cast: &Cast, vectors: &mut Vectors) {
    let key: &SigningKey = &cast.hers.author;
    let public = key.verifying_key().to_bytes();
    let signature = wire::sign(key, "envelope-sig", b"said");
    let case = |key: &[u8], signature: &[u8], message: &[u8]| [key, signature, message].concat();
    vectors.put("verify_good", &case(&public, &signature, b"said"));
    vectors.put("verify_bad_message", &case(&public, &signature, b"sais"));
    vectors.put("verify_bad_label", &case(&public, &wire::sign(key, "idlog", b"said"), b"said"));
    // The scalar plus the order of the group: the same number, another encoding.
    let mut unreduced = signature;
    let mut carry = 0;
    for (byte, order) in unreduced[32..].iter_mut().zip(GROUP_ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    vectors.put("verify_bad_scalar", &case(&public, &unreduced, b"said"));
    for (number, small) in SMALL_ORDER.iter().enumerate() {
        // The neutral element and zero: with a key of small order, a signature over anything.
        let mut signature = [0; 64];
        signature[0] = 1;
        vectors.put(&format!("verify_bad_small_order_{number}"), &case(small, &signature, b"said"));
    }
}

/// Sealing keys that must be taken, and that must not.
fn sealing_keys(cast: &Cast, vectors: &mut Vectors) {
    let good = *cast.hers.kem.public().as_bytes();
    vectors.put("kem_good", &good);
    let (lattice, _) = good.split_at(good.len() - 32);
    for (number, point) in LOW_ORDER.iter().enumerate() {
        vectors.put(&format!("kem_bad_low_order_{number}"), &[lattice, point].concat());
    }
    // The first coefficient is 4,095; the modulus is 3,329.
    let mut unreduced = good;
    unreduced[0] = 0xff;
    unreduced[1] |= 0x0f;
    vectors.put("kem_bad_lattice", &unreduced);
}

const GROUP_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// 32 bytes with the same byte inside and others at both ends.
const fn edge(first: u8, inside: u8, last: u8) -> [u8; 32] {
    let mut bytes = [inside; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

/// Edwards points of small order, and other encodings of them.
const SMALL_ORDER: [[u8; 32]; 8] = [
    edge(0x01, 0, 0),
    edge(0x01, 0, 0x80),
    edge(0x00, 0, 0),
    edge(0x00, 0, 0x80),
    edge(0xec, 0xff, 0x7f),
    edge(0xee, 0xff, 0x7f),
    edge(0xed, 0xff, 0x7f),
    edge(0xed, 0xff, 0xff),
];

/// Montgomery points with which X25519 gives zero: 0, 1, −1, and the same numbers plus the modulus.
const LOW_ORDER: [[u8; 32]; 5] =
    [edge(0, 0, 0), edge(1, 0, 0), edge(0xec, 0xff, 0x7f), edge(0xed, 0xff, 0x7f), edge(0xee, 0xff, 0x7f)];
