//! The one source of randomness: the operating system's.

use getrandom::SysRng;
use rand_core::{CryptoRng, UnwrapErr};

/// A generator over the operating system's randomness. It ends the process if the system has none, which is the only
/// sound answer for keys.
pub(crate) fn random() -> impl CryptoRng {
    UnwrapErr(SysRng)
}

/// `N` random bytes.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand_core::Rng::fill_bytes(&mut random(), &mut bytes);
    bytes
}
