//! The secret that two sides of a handshake share beforehand (docs/protocol.md §9.1): from a link, or from six words.

use std::fmt;
use std::str::FromStr;

use rand_core::CryptoRng;
use wire::{MailboxName, Origin, hash};
use zeroize::Zeroizing;

use crate::primitive::{Key, kdf, mac, mac_fits, random_key, slow_hash_salted};
use crate::words::{split_words, words};

/// The pre-shared secret of a handshake. It keeps a man in the middle out; secrecy rests on the ephemeral key.
pub struct PairingSecret(Key);

impl PairingSecret {
    /// The secret of a link or QR code: 32 random bytes.
    #[must_use]
    pub fn from_link(secret: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*secret))
    }

    /// The secret that six words stand for at one relay. Takes about 0.3 s on purpose.
    #[must_use]
    pub fn from_words(words: &SpokenWords, relay: &Origin) -> Self {
        let salt = hash("code-salt", &[relay.as_str().as_bytes()]);
        Self(slow_hash_salted(words.joined().as_bytes(), &salt))
    }

    /// The secret with these bytes, as kept sealed at rest while the invitation is out.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for keeping them sealed at rest.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The mailbox where both sides meet; nobody else can name it.
    #[must_use]
    pub fn mailbox(&self) -> MailboxName {
        MailboxName::from(*self.derived_key("pair/rendezvous"))
    }

    pub(crate) fn shared_key(&self) -> Key {
        self.derived_key("pair/psk")
    }

    pub(crate) fn mac1(&self, message: &[u8]) -> [u8; 32] {
        mac(self.derived_key("pair/mac1").as_slice(), message)
    }

    pub(crate) fn mac1_fits(&self, message: &[u8], tag: &[u8]) -> bool {
        mac_fits(self.derived_key("pair/mac1").as_slice(), message, tag)
    }

    pub(crate) fn mac2(&self, message: &[u8]) -> [u8; 32] {
        mac(self.derived_key("pair/mac2").as_slice(), message)
    }

    pub(crate) fn mac2_fits(&self, message: &[u8], tag: &[u8]) -> bool {
        mac_fits(self.derived_key("pair/mac2").as_slice(), message, tag)
    }

    fn derived_key(&self, label: &str) -> Key {
        kdf(self.expose(), b"", label, &[])
    }
}

impl fmt::Debug for PairingSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("PairingSecret(…)")
    }
}

/// Why a text is not six words of the list. Never holds a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Not six words.
    #[error("an invitation has 6 words, this has {found}")]
    Count {
        /// How many were given.
        found: usize,
    },
    /// A word that is not in the list.
    #[error("word {position} is not in the word list")]
    Unknown {
        /// Which one, counted from 1.
        position: usize,
    },
}

/// Six words of the BIP 39 English list, for saying aloud: 66 random bits.
pub struct SpokenWords([&'static str; 6]);

impl SpokenWords {
    /// Six fresh words.
    #[must_use]
    pub fn random(rng: &mut dyn CryptoRng) -> Self {
        Self(words(&random_key(rng)))
    }

    /// The words in order.
    #[must_use]
    pub fn words(&self) -> &[&'static str; 6] {
        &self.0
    }

    fn joined(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.join(" "))
    }
}

impl FromStr for SpokenWords {
    type Err = WordsError;

    fn from_str(text: &str) -> Result<Self, WordsError> {
        let given = split_words(text);
        let mut known = [""; 6];
        if given.len() != known.len() {
            return Err(WordsError::Count { found: given.len() });
        }
        for (index, (word, slot)) in given.iter().zip(&mut known).enumerate() {
            let number = bip39::Language::English
                .find_word(word)
                .ok_or(WordsError::Unknown { position: index + 1 })?;
            *slot = bip39::Language::English.word_list()[usize::from(number)];
        }
        Ok(Self(known))
    }
}

impl fmt::Debug for SpokenWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_) = self;
        f.write_str("SpokenWords(…)")
    }
}
