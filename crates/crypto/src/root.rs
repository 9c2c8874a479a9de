//! The root of a person (docs/protocol.md §2): one seed, in the recovery kit, from which three keys derive.

use std::fmt;

use rand_core::CryptoRng;
use wire::SigningKey;
use zeroize::Zeroizing;

use crate::ids::RootId;
use crate::kem::KemKey;
use crate::primitive::{Key, kdf, random_key};

/// Why words are not those of a recovery kit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KitError {
    /// A kit has 24 words.
    #[error("a recovery kit has 24 words, this has {found}")]
    Count {
        /// How many were given.
        found: usize,
    },
    /// One word is not in the list.
    #[error("word {position} is not in the word list")]
    Unknown {
        /// Which one, counted from 1.
        position: usize,
    },
    /// The words are known, but their checksum does not fit: one of them is wrong, or their order.
    #[error("the words do not fit each other; one of them is wrong, or their order")]
    Checksum,
}

/// The seed of a person's root: 32 bytes. Who has it is the person.
pub struct RootSeed(Key);

impl RootSeed {
    /// A new person.
    #[must_use]
    pub fn random(rng: &mut dyn CryptoRng) -> Self {
        Self(random_key(rng))
    }

    /// The seed with these bytes, as kept sealed at rest until the kit is confirmed.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for keeping them sealed at rest.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The root signing key: signs the person's statements.
    #[must_use]
    pub fn signing(&self) -> SigningKey {
        SigningKey::from_bytes(&kdf(self.expose(), b"", "root/identity", &[]))
    }

    /// The person's public name.
    #[must_use]
    pub fn id(&self) -> RootId {
        RootId::of(&self.signing())
    }

    /// The recovery key: a recipient of every epoch, so that the kit opens everything.
    #[must_use]
    pub fn recovery_kem(&self) -> KemKey {
        KemKey::from_seed(*kdf(self.expose(), b"", "root/recovery-kem", &[]))
    }

    /// The genesis key of the self stream; its nonce is zero, so the kit alone finds the stream.
    #[must_use]
    pub fn self_genesis(&self) -> SigningKey {
        SigningKey::from_bytes(&kdf(self.expose(), b"", "root/self-genesis", &[]))
    }

    /// The 24 words of the kit (BIP 39, used only as an encoding with a checksum).
    #[must_use]
    #[expect(clippy::expect_used, reason = "BIP 39 defines 32 bytes of entropy")]
    pub fn words(&self) -> Zeroizing<String> {
        let mnemonic = bip39::Mnemonic::from_entropy(self.expose()).expect("32 bytes");
        let mut text = Zeroizing::new(String::with_capacity(24 * 9));
        for word in mnemonic.words() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    }

    /// The seed whose words these are. Case and the space between them do not matter.
    ///
    /// # Errors
    /// [`KitError`]; it never holds a word.
    pub fn from_words(text: &str) -> Result<Self, KitError> {
        let text = Zeroizing::new(text.to_lowercase());
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.len() != 24 {
            return Err(KitError::Count { found: words.len() });
        }
        let unknown = words.iter().position(|word| bip39::Language::English.find_word(word).is_none());
        if let Some(index) = unknown {
            return Err(KitError::Unknown { position: index + 1 });
        }
        let joined = Zeroizing::new(words.join(" "));
        let mnemonic = bip39::Mnemonic::parse_in_normalized(bip39::Language::English, &joined)
            .map_err(|_| KitError::Checksum)?;
        let (mut entropy, len) = mnemonic.to_entropy_array();
        let mut seed = Zeroizing::new([0; 32]);
        let copied =
            entropy.get(..len).filter(|bytes| bytes.len() == 32).map(|bytes| seed.copy_from_slice(bytes));
        zeroize::Zeroize::zeroize(&mut entropy);
        copied.map(|()| Self(seed)).ok_or(KitError::Checksum)
    }
}

impl fmt::Debug for RootSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("RootSeed(…)")
    }
}
