//! X-Wing keys and sealing to them (docs/protocol.md §1, §2): HPKE with ML-KEM-768 + X25519, HKDF-SHA-256 and
//! ChaCha20-Poly1305 (RFC 9180, draft-connolly-cfrg-xwing-kem). The modes are fixed here and never read from the wire.

use std::fmt;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, PskBundle, Serializable};
use rand_core::CryptoRng;
use zeroize::Zeroizing;
#[cfg(not(fuzzing))]
use {hpke::kem::XWing, x25519_dalek::x25519};

#[cfg(fuzzing)]
use crate::fuzzing::exchange::{Remembered as XWing, x25519};
use crate::primitive::{Key, random_key};

/// Length of an X-Wing public key.
pub const KEM_PUBLIC_BYTES: usize = 1216;
/// Length of an X-Wing encapsulation.
pub(crate) const ENCAPSULATED_BYTES: usize = 1120;

/// Why bytes are not a key that anything may be sealed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KemError {
    /// A public key has 1,216 bytes.
    #[error("a sealing key has 1216 bytes, this has {found}")]
    Length {
        /// How many were given.
        found: usize,
    },
    /// The ML-KEM half is not reduced, or the X25519 half has low order.
    #[error("this is no sound sealing key")]
    Unsound,
}

/// The secret half of a sealing key: a 32-byte X-Wing seed.
pub struct KemKey(Key);

impl KemKey {
    /// A fresh key.
    #[must_use]
    pub fn random(rng: &mut dyn CryptoRng) -> Self {
        Self(random_key(rng))
    }

    /// The key with this seed.
    #[must_use]
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(Zeroizing::new(seed))
    }

    /// The seed, for keeping it sealed at rest.
    #[must_use]
    pub fn expose_seed(&self) -> &[u8; 32] {
        &self.0
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> KemPublic {
        let mut bytes = Box::new([0; KEM_PUBLIC_BYTES]);
        bytes.copy_from_slice(&XWing::sk_to_pk(&self.private()).to_bytes());
        KemPublic(bytes)
    }

    #[expect(clippy::expect_used, reason = "every 32 bytes are a seed")]
    fn private(&self) -> <XWing as Kem>::PrivateKey {
        <XWing as Kem>::PrivateKey::from_bytes(self.0.as_slice()).expect("32 bytes")
    }
}

impl fmt::Debug for KemKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("KemKey(…)")
    }
}

/// The public half of a sealing key; its soundness is checked. Never shown to a relay.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KemPublic(Box<[u8; KEM_PUBLIC_BYTES]>);

impl KemPublic {
    /// The bytes, as they stand in layouts.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; KEM_PUBLIC_BYTES] {
        &self.0
    }
}

impl TryFrom<&[u8]> for KemPublic {
    type Error = KemError;

    fn try_from(bytes: &[u8]) -> Result<Self, KemError> {
        let exact: [u8; KEM_PUBLIC_BYTES] =
            bytes.try_into().map_err(|_| KemError::Length { found: bytes.len() })?;
        if !contributory(bytes) || <XWing as Kem>::PublicKey::from_bytes(bytes).is_err() {
            return Err(KemError::Unsound);
        }
        Ok(Self(Box::new(exact)))
    }
}

impl fmt::Debug for KemPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KemPublic({}…)", data_encoding::HEXLOWER.encode(&self.0[..4]))
    }
}

/// HPKE refused: another key, altered bytes, or an unsound key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HpkeRefused;

/// `SEAL(pk, info, pt)`: encapsulation, then ciphertext with its tag.
pub(crate) fn seal(
    public: &KemPublic,
    info: &[u8],
    plain: &[u8],
    mut rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, HpkeRefused> {
    let (encapsulated, mut context) =
        hpke::setup_sender_with_rng::<Aead, Kdf, XWing>(&OpModeS::Base, &public.parsed()?, info, &mut rng)
            .map_err(|_| HpkeRefused)?;
    let mut out = encapsulated.to_bytes().to_vec();
    out.extend_from_slice(&context.seal(plain, b"").map_err(|_| HpkeRefused)?);
    Ok(out)
}

/// Opens what [`seal`] made.
pub(crate) fn open(key: &KemKey, info: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, HpkeRefused> {
    let (encapsulated, cipher) = sealed.split_at_checked(ENCAPSULATED_BYTES).ok_or(HpkeRefused)?;
    let encapsulated = parse_encapsulated(encapsulated)?;
    let mut context =
        hpke::setup_receiver::<Aead, Kdf, XWing>(&OpModeR::Base, &key.private(), &encapsulated, info)
            .map_err(|_| HpkeRefused)?;
    context.open(cipher, b"").map(Zeroizing::new).map_err(|_| HpkeRefused)
}

/// What both sides of a pairing share once message 2 is made or opened.
pub(crate) struct Exports {
    pub(crate) inviter_to_newcomer: Key,
    pub(crate) newcomer_to_inviter: Key,
}

/// HPKE in PSK mode. The plaintext is made from the encapsulation, because it signs it.
pub(crate) fn seal_with_secret<E: From<HpkeRefused>>(
    public: &KemPublic,
    info: &[u8],
    (secret, secret_id): (&[u8], &[u8]),
    mut rng: &mut dyn CryptoRng,
    plain: impl FnOnce(&[u8]) -> Result<Zeroizing<Vec<u8>>, E>,
) -> Result<(Vec<u8>, Exports), E> {
    let bundle = PskBundle::new(secret, secret_id).map_err(|_| HpkeRefused)?;
    let (encapsulated, mut context) = hpke::setup_sender_with_rng::<Aead, Kdf, XWing>(
        &OpModeS::Psk(bundle),
        &public.parsed()?,
        info,
        &mut rng,
    )
    .map_err(|_| HpkeRefused)?;
    let mut out = encapsulated.to_bytes().to_vec();
    let plain = plain(&out)?;
    out.extend_from_slice(&context.seal(&plain, b"").map_err(|_| HpkeRefused)?);
    let exports = exports(|name, key| context.export(name, key))?;
    Ok((out, exports))
}

/// Opens what [`seal_with_secret`] made.
pub(crate) fn open_with_secret(
    key: &KemKey,
    info: &[u8],
    (secret, secret_id): (&[u8], &[u8]),
    sealed: &[u8],
) -> Result<(Zeroizing<Vec<u8>>, Exports), HpkeRefused> {
    let bundle = PskBundle::new(secret, secret_id).map_err(|_| HpkeRefused)?;
    let (encapsulated, cipher) = sealed.split_at_checked(ENCAPSULATED_BYTES).ok_or(HpkeRefused)?;
    let encapsulated = parse_encapsulated(encapsulated)?;
    let mut context =
        hpke::setup_receiver::<Aead, Kdf, XWing>(&OpModeR::Psk(bundle), &key.private(), &encapsulated, info)
            .map_err(|_| HpkeRefused)?;
    let plain = context.open(cipher, b"").map(Zeroizing::new).map_err(|_| HpkeRefused)?;
    Ok((plain, exports(|name, key| context.export(name, key))?))
}

/// Whether the X25519 half (the last 32 bytes) of a key or encapsulation contributes anything. Implementations of
/// X-Wing differ here; refusing low-order points makes all of them agree.
pub(crate) fn contributory(bytes: &[u8]) -> bool {
    let Some(half) = bytes.last_chunk::<32>() else { return false };
    x25519([0x55; 32], *half) != [0; 32]
}

impl KemPublic {
    fn parsed(&self) -> Result<<XWing as Kem>::PublicKey, HpkeRefused> {
        <XWing as Kem>::PublicKey::from_bytes(self.0.as_slice()).map_err(|_| HpkeRefused)
    }
}

fn parse_encapsulated(bytes: &[u8]) -> Result<<XWing as Kem>::EncappedKey, HpkeRefused> {
    if !contributory(bytes) {
        return Err(HpkeRefused);
    }
    <XWing as Kem>::EncappedKey::from_bytes(bytes).map_err(|_| HpkeRefused)
}

fn exports(export: impl Fn(&[u8], &mut [u8]) -> Result<(), hpke::HpkeError>) -> Result<Exports, HpkeRefused> {
    let one = |name: &str| {
        let mut key = Zeroizing::new([0; 32]);
        export(name.as_bytes(), key.as_mut_slice()).map(|()| key).map_err(|_| HpkeRefused)
    };
    Ok(Exports {
        inviter_to_newcomer: one("entrenous/v1/pair/i2r")?,
        newcomer_to_inviter: one("entrenous/v1/pair/r2i")?,
    })
}

type Aead = ChaCha20Poly1305;
type Kdf = HkdfSha256;
