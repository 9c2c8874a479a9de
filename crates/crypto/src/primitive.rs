//! KDF, MAC, AEAD and the slow hash of docs/protocol.md §1, each in the one form that this protocol uses.
//! Nothing here is public, and nothing else in the project names these algorithms.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use rand_core::CryptoRng;
use sha2::Sha256;
use zeroize::Zeroizing;

/// 32 secret bytes.
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// The AEAD refused: a key that does not fit, or altered bytes. There is nothing more to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refused;

/// `KDF(ikm, salt, label, ctx…)`: HKDF-SHA-256 to 32 bytes (RFC 5869).
#[expect(clippy::expect_used, reason = "HKDF-SHA-256 gives up to 8,160 bytes, this asks for 32")]
pub(crate) fn kdf(input: &[u8], salt: &[u8], label: &str, contexts: &[&[u8]]) -> Key {
    let mut info = wire::label_prefix(label);
    for context in contexts {
        let len = u16::try_from(context.len()).unwrap_or(u16::MAX);
        info.extend_from_slice(&len.to_be_bytes());
        info.extend_from_slice(context);
    }
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), input).expand(&info, key.as_mut_slice()).expect("32 bytes");
    key
}

/// `MAC(k, m)`: HMAC-SHA-256 (RFC 2104).
pub(crate) fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    mac_state(key).chain_update(message).finalize().into_bytes().into()
}

/// Compares in constant time.
pub(crate) fn mac_fits(key: &[u8], message: &[u8], tag: &[u8]) -> bool {
    mac_state(key).chain_update(message).verify_slice(tag).is_ok()
}

/// `AEAD`: XChaCha20-Poly1305. Gives the ciphertext with its tag at the end.
#[expect(clippy::expect_used, reason = "the cipher takes 256 GiB, and no plaintext here has 2 MiB")]
pub(crate) fn aead_seal(key: &Key, nonce: &[u8; 24], associated: &[u8], plain: &[u8]) -> Vec<u8> {
    // Room for the tag from the start: growing would leave a copy of the plaintext behind.
    let mut buffer = Vec::with_capacity(plain.len() + TAG_BYTES);
    buffer.extend_from_slice(plain);
    cipher(key).encrypt_in_place(&(*nonce).into(), associated, &mut buffer).expect("a short plaintext");
    buffer
}

/// Opens what [`aead_seal`] made.
pub(crate) fn aead_open(
    key: &Key,
    nonce: &[u8; 24],
    associated: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, Refused> {
    let mut buffer = sealed.to_vec();
    cipher(key).decrypt_in_place(&(*nonce).into(), associated, &mut buffer).map_err(|_| Refused)?;
    Ok(Zeroizing::new(buffer))
}

/// Memory and time of the slow hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    /// KiB of memory.
    pub(crate) memory_kib: u32,
    /// Passes over it.
    pub(crate) passes: u32,
    /// Independent lanes.
    pub(crate) lanes: u32,
}

impl Cost {
    /// 64 MiB, three passes, four lanes: about 0.3 s on a small machine.
    pub(crate) const STANDARD: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 4 };
}

/// Argon2id to 32 bytes (RFC 9106). `None` for costs that the algorithm does not define.
pub(crate) fn slow_hash(password: &[u8], salt: &[u8; 16], cost: Cost) -> Option<Key> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password, salt, key.as_mut_slice())
        .ok()?;
    Some(key)
}

/// [`slow_hash`] at the standard cost, salted with the first half of a labelled hash.
#[expect(clippy::expect_used, reason = "the standard cost is one that the algorithm defines; a test runs it")]
pub(crate) fn slow_hash_salted(password: &[u8], salt: &[u8; 32]) -> Key {
    slow_hash(password, &first(salt), Cost::STANDARD).expect("a defined cost")
}

/// 32 fresh random bytes.
pub(crate) fn random_key(rng: &mut dyn CryptoRng) -> Key {
    let mut key = Zeroizing::new([0; 32]);
    rng.fill_bytes(key.as_mut_slice());
    key
}

/// `N` fresh random bytes that need not stay secret.
pub(crate) fn random_bytes<const N: usize>(rng: &mut dyn CryptoRng) -> [u8; N] {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    bytes
}

/// The first `N` of 32 bytes.
pub(crate) fn first<const N: usize>(bytes: &[u8; 32]) -> [u8; N] {
    const { assert!(N <= 32, "a prefix of 32 bytes") };
    let mut out = [0; N];
    out.copy_from_slice(&bytes[..N]);
    out
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of any length (RFC 2104)")]
fn mac_state(key: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256> as KeyInit>::new_from_slice(key).expect("any length")
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&(**key).into())
}

const TAG_BYTES: usize = 16;
