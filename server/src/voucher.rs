//! Vouchers: one-time codes that open one stream each (docs/protocol.md §8.2). The relay keeps only their hashes.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;

/// A one-time code of 16 random bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Voucher([u8; 16]);

/// Why a text is not a voucher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a voucher has 26 letters and digits; spaces and hyphens do not matter")]
pub struct VoucherError;

impl Voucher {
    /// The bytes as they travel in an `open` frame.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// What the relay stores instead of the code.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        wire::hash("voucher", &[&self.0])
    }
}

impl From<[u8; 16]> for Voucher {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl FromStr for Voucher {
    type Err = VoucherError;

    fn from_str(text: &str) -> Result<Self, VoucherError> {
        let plain: String = text.chars().filter(|c| *c != '-' && !c.is_whitespace()).collect();
        let bytes = BASE32_NOPAD.decode(plain.to_ascii_uppercase().as_bytes()).map_err(|_| VoucherError)?;
        bytes.try_into().map(Self).map_err(|_| VoucherError)
    }
}

impl fmt::Display for Voucher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = BASE32_NOPAD.encode(&self.0);
        for (index, letter) in text.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Voucher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(_code) = self;
        f.write_str("Voucher(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voucher_is_read_as_it_was_printed_or_typed() {
        let voucher = Voucher::from([7; 16]);
        let text = voucher.to_string();
        assert_eq!(text.parse(), Ok(voucher));
        assert_eq!(text.replace('-', " ").to_lowercase().parse(), Ok(voucher));
        assert_eq!("ABCD".parse::<Voucher>(), Err(VoucherError));
        assert!(!format!("{voucher:?}").contains(&text[..4]));
    }
}
