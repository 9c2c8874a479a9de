//! Ids of documents and of the things in them. docs/protocol.md §12.1.

use std::fmt;
use std::str::FromStr;

use rand_core::CryptoRng;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hash::{first_half, hash};

/// The id of one document: 16 bytes, derived by the caller from its stream and its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId([u8; 16]);

impl DocumentId {
    /// The id with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the id.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DocumentId({})", data_encoding::HEXLOWER.encode(&self.0))
    }
}

/// The id of a topic, action, comment or note: 16 bytes, written as 26 lower-case base32 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId([u8; 16]);

/// Why a text is not an item id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an item id is 26 characters out of a to z and 2 to 7")]
pub struct ItemIdError;

impl ItemId {
    /// The length of the written form.
    pub const TEXT_LEN: usize = 26;

    /// A new id.
    pub fn random(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    /// The id that belongs to a label of imported text, the same on every import.
    pub fn derived(label: &str) -> Self {
        Self(first_half(hash("imported-item", &[label.as_bytes()])))
    }

    /// The id with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the id.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&data_encoding::BASE32_NOPAD.encode(&self.0).to_ascii_lowercase())
    }
}

impl fmt::Debug for ItemId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ItemId({self})")
    }
}

impl FromStr for ItemId {
    type Err = ItemIdError;

    fn from_str(text: &str) -> Result<Self, ItemIdError> {
        // Upper case would be a second spelling of the same id, and document keys are compared as text.
        if text.len() != Self::TEXT_LEN || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(ItemIdError);
        }
        let bytes = data_encoding::BASE32_NOPAD
            .decode(text.to_ascii_uppercase().as_bytes())
            .map_err(|_defect| ItemIdError)?;
        bytes.try_into().map(Self).map_err(|_length| ItemIdError)
    }
}

impl Serialize for ItemId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ItemId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::text_form::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_id_has_one_spelling() {
        let id = ItemId::from_bytes([0xa7; 16]);
        let text = id.to_string();
        assert_eq!(text.len(), ItemId::TEXT_LEN);
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(text.to_ascii_uppercase().parse::<ItemId>(), Err(ItemIdError));
        assert_eq!(text[1..].parse::<ItemId>(), Err(ItemIdError));
    }
}
