//! What a fuzzer does with each decoder of this crate, and the bytes that it begins with (CONTRIBUTING.md, "Fuzzing").
//! Built for tests, which replay the seeds with every byte changed, and with `--cfg fuzzing`; it is in no program.

mod access;
mod envelope;
mod frame;
mod memo;
mod origin;
mod parcel;

pub use memo::Memo;

/// One decoder under attack.
pub struct Decoder {
    /// The target's name.
    pub name: &'static str,
    /// Decodes, and panics when something does not hold that has to.
    pub run: fn(&[u8]),
    /// What to begin with.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// The memory it may hold at one time, in bytes for each byte of input …
    pub per_byte: usize,
    /// … and on top of that.
    pub fixed: usize,
    /// The longest input worth trying, in bytes.
    pub longest: usize,
}

/// [`crate::Envelope::parse`] and [`crate::Envelope::verify`]; half of the inputs are signed anew.
pub const ENVELOPE: Decoder = Decoder {
    name: "envelope",
    run: envelope::run,
    seeds: envelope::seeds,
    per_byte: 8,
    fixed: 4 * 1024,
    longest: 4096,
};

/// [`crate::Frame::decode`]. An empty envelope in a page has 4 bytes there and 24 in memory, in a list that doubles.
pub const FRAME: Decoder = Decoder {
    name: "frame",
    run: frame::run,
    seeds: frame::seeds,
    per_byte: 40,
    fixed: 4 * 1024,
    longest: 4096,
};

/// [`crate::AccessOp::decode`] and the proof; half of the inputs are proved anew.
pub const ACCESS: Decoder = Decoder {
    name: "access",
    run: access::run,
    seeds: access::seeds,
    per_byte: 8,
    fixed: 4 * 1024,
    longest: 256,
};

/// [`crate::AccessList::apply`], one step after the other.
pub const ACCESS_LIST: Decoder = Decoder {
    name: "access_list",
    run: access::run_list,
    seeds: access::list_seeds,
    per_byte: 64,
    fixed: 16 * 1024,
    longest: 96,
};

/// [`crate::Origin`] from text.
pub const ORIGIN: Decoder = Decoder {
    name: "origin",
    run: origin::run,
    seeds: origin::seeds,
    per_byte: 16,
    fixed: 4 * 1024,
    longest: 512,
};

/// [`crate::Parcel::decode`]; half of the inputs are signed anew. The shortest envelope has 237 bytes there and about as
/// many again in memory, in a list that doubles.
pub const PARCEL: Decoder = Decoder {
    name: "parcel",
    run: parcel::run,
    seeds: parcel::seeds,
    per_byte: 16,
    fixed: 8 * 1024,
    longest: 8192,
};

/// All of them.
pub const ALL: &[Decoder] = &[ENVELOPE, FRAME, ACCESS, ACCESS_LIST, ORIGIN, PARCEL];

/// The first byte of an input chooses how the others are used.
fn mode(bytes: &[u8]) -> (u8, &[u8]) {
    bytes.split_first().map_or((0, &[]), |(mode, rest)| (*mode, rest))
}

/// Every seed once for each mode.
fn in_modes(modes: &[u8], seeds: &[Vec<u8>]) -> Vec<Vec<u8>> {
    modes.iter().flat_map(|mode| seeds.iter().map(|seed| [&[*mode], seed.as_slice()].concat())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// About as many runs for each decoder, spread over its seeds.
    const RUNS: usize = 2000;

    #[test]
    fn every_decoder_survives_its_seeds_cut_short_and_with_bytes_changed() {
        for Decoder { name, run, seeds, .. } in ALL {
            println!("{name}");
            let seeds = seeds();
            let step = (seeds.iter().map(Vec::len).sum::<usize>() / RUNS).max(1);
            for seed in seeds {
                run(&seed);
                for at in (0..seed.len()).step_by(step) {
                    let mut changed = seed.clone();
                    changed[at] ^= [0x01, 0x80, 0xff][at % 3];
                    run(&changed);
                    run(&seed[..at]);
                }
            }
        }
    }
}
