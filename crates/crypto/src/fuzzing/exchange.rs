//! X-Wing that remembers: `kem` is built on it under a fuzzer, and on X-Wing itself everywhere else. A key exchange takes
//! a hundred times as long as all that is read before and after it, and most inputs bring an encapsulation that was there
//! before. Everything around the exchange, HPKE's key schedule and cipher included, runs each time.

use hpke::hybrid_array::Array;
use hpke::kem::{SharedSecret, XWing};
use hpke::rand_core::{CryptoRng, TryCryptoRng, TryRng};
use hpke::{Deserializable, HpkeError, Kem, Serializable};
use subtle::{Choice, ConstantTimeEq};
use wire::fuzzing::Memo;

use crate::kem::{ENCAPSULATED_BYTES, KEM_PUBLIC_BYTES};

/// X25519, remembered.
pub(crate) fn x25519(scalar: [u8; 32], point: [u8; 32]) -> [u8; 32] {
    static PRODUCTS: Memo<[u8; 32], 4096> = Memo::new();
    PRODUCTS.answer(&[&scalar, &point], || x25519_dalek::x25519(scalar, point))
}

/// X-Wing, remembered.
pub(crate) struct Remembered;

/// A seed. X-Wing's own type computes the whole key at once.
#[derive(Clone)]
pub(crate) struct Private([u8; 32]);

/// Bytes of a key that X-Wing takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Public(Box<[u8; KEM_PUBLIC_BYTES]>);

impl Kem for Remembered {
    type PublicKey = Public;
    type PrivateKey = Private;
    type EncappedKey = <XWing as Kem>::EncappedKey;
    type NSecret = <XWing as Kem>::NSecret;
    const KEM_ID: u16 = XWing::KEM_ID;

    fn sk_to_pk(private: &Private) -> Public {
        static KEYS: Memo<[u8; KEM_PUBLIC_BYTES], 64> = Memo::new();
        let key = KEYS.answer(&[&private.0], || XWing::sk_to_pk(&private.expanded()).to_bytes().into());
        Public(Box::new(key))
    }

    fn derive_keypair(input: &[u8]) -> (Private, Public) {
        let (private, public) = XWing::derive_keypair(input);
        (Private(private.to_bytes().into()), Public(Box::new(public.to_bytes().into())))
    }

    fn decap(
        private: &Private,
        sender: Option<&Public>,
        encapsulated: &Self::EncappedKey,
    ) -> Result<SharedSecret<Self>, HpkeError> {
        static SECRETS: Memo<Option<[u8; 32]>, 4096> = Memo::new();
        assert!(sender.is_none(), "no mode of ours names a sender's key");
        let secret = SECRETS.answer(&[&private.0, &encapsulated.to_bytes()], || {
            XWing::decap(&private.expanded(), None, encapsulated).ok().map(|secret| secret.0.into())
        });
        secret.map(|secret| SharedSecret(Array(secret))).ok_or(HpkeError::DecapError)
    }

    fn encap_with_rng(
        public: &Public,
        sender: Option<(&Private, &Public)>,
        rng: &mut impl CryptoRng,
    ) -> Result<(SharedSecret<Self>, Self::EncappedKey), HpkeError> {
        static ENCAPSULATED: Memo<Option<([u8; 32], [u8; ENCAPSULATED_BYTES])>, 64> = Memo::new();
        assert!(sender.is_none(), "no mode of ours names a sender's key");
        let mut random = [0; 64];
        rng.fill_bytes(&mut random);
        let made = ENCAPSULATED.answer(&[public.0.as_slice(), &random], || {
            let key = <XWing as Kem>::PublicKey::from_bytes(public.0.as_slice()).ok()?;
            let (secret, encapsulated) = XWing::encap_with_rng(&key, None, &mut Drawn(random)).ok()?;
            Some((secret.0.into(), encapsulated.to_bytes().into()))
        });
        let (secret, encapsulated) = made.ok_or(HpkeError::EncapError)?;
        Ok((SharedSecret(Array(secret)), Self::EncappedKey::from_bytes(&encapsulated)?))
    }
}

impl Private {
    fn expanded(&self) -> <XWing as Kem>::PrivateKey {
        <XWing as Kem>::PrivateKey::from_bytes(&self.0).expect("every 32 bytes are a seed")
    }
}

impl Serializable for Private {
    type OutputSize = <<XWing as Kem>::PrivateKey as Serializable>::OutputSize;

    fn write_exact(&self, out: &mut [u8]) {
        out.copy_from_slice(&self.0);
    }
}

impl Deserializable for Private {
    fn from_bytes(bytes: &[u8]) -> Result<Self, HpkeError> {
        bytes.try_into().map(Self).map_err(|_| HpkeError::ValidationError)
    }
}

impl ConstantTimeEq for Private {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl Serializable for Public {
    type OutputSize = <<XWing as Kem>::PublicKey as Serializable>::OutputSize;

    fn write_exact(&self, out: &mut [u8]) {
        out.copy_from_slice(self.0.as_slice());
    }
}

impl Deserializable for Public {
    fn from_bytes(bytes: &[u8]) -> Result<Self, HpkeError> {
        static SOUND: Memo<bool, 4096> = Memo::new();
        let exact: [u8; KEM_PUBLIC_BYTES] = bytes.try_into().map_err(|_| HpkeError::ValidationError)?;
        let sound = SOUND.answer(&[bytes], || <XWing as Kem>::PublicKey::from_bytes(bytes).is_ok());
        if sound { Ok(Self(Box::new(exact))) } else { Err(HpkeError::ValidationError) }
    }
}

/// What was drawn for an encapsulation, for the one that is really made.
struct Drawn([u8; 64]);

impl TryRng for Drawn {
    type Error = std::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        unreachable!("an encapsulation draws its bytes at once")
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        unreachable!("an encapsulation draws its bytes at once")
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        bytes.copy_from_slice(&self.0);
        Ok(())
    }
}

impl TryCryptoRng for Drawn {}
