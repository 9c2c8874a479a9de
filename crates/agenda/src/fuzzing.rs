//! What a fuzzer does with each decoder of this crate, and the bytes that it begins with (CONTRIBUTING.md, "Fuzzing").
//! Built for tests, which replay the seeds with bytes changed, and with `--cfg fuzzing`; it is in no program.

mod change;
mod text;

use std::hash::{DefaultHasher, Hash, Hasher};

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

/// [`crate::guard::split_chunks`] and [`crate::guard::Guard::admit`] on a document of two people, and what the program
/// does with what was let in. The engine's copies of that document are the fixed part.
pub const GUARD: Decoder = Decoder {
    name: "guard",
    run: change::run,
    seeds: change::seeds,
    per_byte: 1024,
    fixed: 4 * 1024 * 1024,
    longest: 1024,
};

/// [`crate::import::sample`]. Ten years of weekly meetings may come from one line.
pub const IMPORT: Decoder = Decoder {
    name: "import",
    run: text::run_import,
    seeds: text::import_seeds,
    per_byte: 1024,
    fixed: 32 * 1024 * 1024,
    longest: 4096,
};

/// Texts that stand in a document as values, and can come from the other person: dates, states, names, the cadence.
pub const VALUE: Decoder = Decoder {
    name: "value",
    run: text::run_value,
    seeds: text::value_seeds,
    per_byte: 64,
    fixed: 1024 * 1024,
    longest: 256,
};

/// All of them.
pub const ALL: &[Decoder] = &[GUARD, IMPORT, VALUE];

/// The first byte of an input chooses how the others are used.
fn mode(bytes: &[u8]) -> (u8, &[u8]) {
    bytes.split_first().map_or((0, &[]), |(mode, rest)| (*mode, rest))
}

/// Whether this is one of `many` inputs, as its hash falls: for what is too slow to do each time.
fn one_in(many: u64, bytes: &[u8]) -> bool {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish().is_multiple_of(many)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// About as many runs for each decoder, spread over its seeds.
    const RUNS: usize = 400;

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
