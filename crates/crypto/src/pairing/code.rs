//! The invitation code (docs/protocol.md §9.1): relay and secret in one text that survives mail, chat and retyping.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use rand_core::CryptoRng;
use wire::{Origin, hash};
use zeroize::Zeroizing;

use super::PairingSecret;
use crate::card::parse_origin;
use crate::primitive::{Key, random_key};

/// Why a text is not an invitation code. Never holds a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// It does not begin with `entre1`.
    #[error("an invitation code begins with entre1")]
    NotACode,
    /// Characters are missing, or there are too many.
    #[error("the invitation code has a wrong length")]
    Length {
        /// How many characters it should have; `None` where even that is missing.
        expected: Option<usize>,
        /// How many were given, not counting spaces.
        found: usize,
    },
    /// A character is wrong.
    #[error("the invitation code has a wrong character somewhere")]
    Typo,
}

/// An invitation: the relay and the secret. Printing it shows the secret; `Debug` does not.
pub struct InvitationCode {
    /// Where the mailbox is.
    pub relay: Origin,
    secret: Key,
}

impl InvitationCode {
    /// A fresh invitation at `relay`.
    #[must_use]
    pub fn random(relay: Origin, rng: &mut dyn CryptoRng) -> Self {
        Self { relay, secret: random_key(rng) }
    }

    /// The invitation with this secret.
    #[must_use]
    pub fn new(relay: Origin, secret: [u8; 32]) -> Self {
        Self { relay, secret: Zeroizing::new(secret) }
    }

    /// The secret for the handshake.
    #[must_use]
    pub fn secret(&self) -> PairingSecret {
        PairingSecret::from_link(&self.secret)
    }

    fn checked_bytes(&self) -> Zeroizing<Vec<u8>> {
        let relay = self.relay.as_str().as_bytes();
        let mut bytes = Zeroizing::new(Vec::with_capacity(FIXED_BYTES + relay.len()));
        // An origin has a host of at most 253 characters in front of which no more than a scheme fits into one byte.
        bytes.push(u8::try_from(relay.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(relay);
        bytes.extend_from_slice(self.secret.as_slice());
        let checksum = checksum(&bytes);
        bytes.extend_from_slice(&checksum);
        bytes
    }
}

impl fmt::Display for InvitationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Zeroizing::new(BASE32_NOPAD.encode(&self.checked_bytes()));
        f.write_str(PREFIX)?;
        f.write_str(&Zeroizing::new(text.to_ascii_lowercase()))
    }
}

impl FromStr for InvitationCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let text: Zeroizing<String> =
            Zeroizing::new(text.chars().filter(|character| !character.is_whitespace()).collect());
        let found = text.chars().count();
        let head = text.get(..PREFIX.len()).ok_or(CodeError::NotACode)?;
        if !head.eq_ignore_ascii_case(PREFIX) {
            return Err(CodeError::NotACode);
        }
        let digits = Zeroizing::new(text[PREFIX.len()..].to_ascii_uppercase());
        if let Some(wrong) = digits.chars().find(|digit| !matches!(digit, 'A'..='Z' | '2'..='7')) {
            let _: char = wrong;
            return Err(CodeError::Typo);
        }
        let relay_len = relay_len(digits.as_bytes()).ok_or(CodeError::Length { expected: None, found })?;
        let expected = PREFIX.len() + (FIXED_BYTES + relay_len).saturating_mul(8).div_ceil(5);
        if found != expected {
            return Err(CodeError::Length { expected: Some(expected), found });
        }
        let bytes = Zeroizing::new(BASE32_NOPAD.decode(digits.as_bytes()).map_err(|_| CodeError::Typo)?);
        let (checked, found_checksum) =
            bytes.split_at_checked(bytes.len().saturating_sub(4)).ok_or(CodeError::Typo)?;
        if checksum(checked) != found_checksum {
            return Err(CodeError::Typo);
        }
        let (relay, secret) = checked[1..].split_at_checked(relay_len).ok_or(CodeError::Typo)?;
        let relay = parse_origin(relay).ok_or(CodeError::NotACode)?;
        let secret: [u8; 32] = secret.try_into().map_err(|_| CodeError::Typo)?;
        Ok(Self::new(relay, secret))
    }
}

impl fmt::Debug for InvitationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { relay, secret: _ } = self;
        write!(f, "InvitationCode({relay}, …)")
    }
}

/// The first byte, which stands in the first two digits.
fn relay_len(digits: &[u8]) -> Option<usize> {
    let value = |digit: u8| match digit {
        b'A'..=b'Z' => Some(usize::from(digit - b'A')),
        b'2'..=b'7' => Some(usize::from(digit - b'2') + 26),
        _ => None,
    };
    Some(value(*digits.first()?)? << 3 | value(*digits.get(1)?)? >> 2)
}

fn checksum(bytes: &[u8]) -> [u8; 4] {
    crate::primitive::first(&hash("code-checksum", &[bytes]))
}

const PREFIX: &str = "entre1";
/// Length byte, secret and checksum.
const FIXED_BYTES: usize = 1 + 32 + 4;
