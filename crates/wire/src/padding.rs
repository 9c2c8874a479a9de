//! The padding rule (docs/protocol.md §5.2): 1,024 bytes at least, Padmé above, so that a length says little.

/// Every padded plaintext has at least this many bytes.
pub const PAD_FLOOR: usize = 1024;

/// `PAD(len)`: the length to which a plaintext of `len` bytes is filled up with zeros.
///
/// Above the floor this is Padmé: the low bits of the length are cleared, rounding up; at most a sixteenth is added.
#[must_use]
pub fn padded_len(len: usize) -> usize {
    if len <= PAD_FLOOR {
        return PAD_FLOOR;
    }
    let exponent = len.ilog2();
    let kept = exponent.ilog2() + 1;
    let mask = (1usize << (exponent - kept)) - 1;
    len.checked_add(mask).map_or(usize::MAX, |sum| sum & !mask)
}

/// Whether `len` is a length that [`padded_len`] can return: what the relay can check without a key.
#[must_use]
pub fn is_padded_len(len: usize) -> bool {
    len >= PAD_FLOOR && padded_len(len) == len
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_adds_at_most_one_sixteenth_and_is_stable() {
        for len in 0..200_000 {
            let padded = padded_len(len);
            assert!(padded >= len && is_padded_len(padded), "{len}");
            if len > PAD_FLOOR {
                assert!((padded - len) * 16 <= len, "{len} grew to {padded}");
            }
        }
    }

    #[test]
    fn unpadded_lengths_are_noticed() {
        assert!(!is_padded_len(1023));
        assert!(!is_padded_len(1025));
        assert!(is_padded_len(1024));
        assert!(is_padded_len(1088));
    }
}
