//! What a fuzzer does with each decoder of this crate, and the bytes that it begins with (CONTRIBUTING.md, "Fuzzing").
//! Built for tests, which replay the seeds with every byte changed, and with `--cfg fuzzing`; it is in no program.
//! Where a decoder lies behind a signature or a cipher, the input is signed or sealed first, with the keys of the stage.

mod envelopes;
#[cfg(fuzzing)]
pub(crate) mod exchange;
mod pairing;
mod people;
mod stage;
mod texts;

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

/// Sealing holds the input a few times over: padded, sealed, opened, read.
const SEALED: usize = 32;
/// Padding makes at least 1,024 bytes of everything, and a key or encapsulation has about as many.
const KEYS: usize = 64 * 1024;

/// [`crate::open_content`]: the padded plaintext, or the payload.
pub const CONTENT: Decoder = Decoder {
    name: "content",
    run: envelopes::run_content,
    seeds: envelopes::content_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 4096,
};

/// [`crate::Payload::records`], for one person and for two.
pub const RECORDS: Decoder = Decoder {
    name: "records",
    run: envelopes::run_records,
    seeds: envelopes::records_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 4096,
};

/// [`crate::open_meta`]: the plaintext under the right key.
pub const META: Decoder = Decoder {
    name: "meta",
    run: envelopes::run_meta,
    seeds: envelopes::meta_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 2048,
};

/// [`crate::open_rekey`]: the whole body, or the meta behind honest grants.
pub const REKEY: Decoder = Decoder {
    name: "rekey",
    run: envelopes::run_rekey,
    seeds: envelopes::rekey_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 4096,
};

/// [`crate::open_grant`]: the whole body, or the secret within.
pub const GRANT: Decoder = Decoder {
    name: "grant",
    run: envelopes::run_grant,
    seeds: envelopes::grant_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 4096,
};

/// [`crate::Statement::parse`]; half of the inputs are signed anew.
pub const STATEMENT: Decoder = Decoder {
    name: "statement",
    run: people::run_statement,
    seeds: people::statement_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 2048,
};

/// [`crate::Binding::parse`]; half of the inputs are signed anew.
pub const BINDING: Decoder = Decoder {
    name: "binding",
    run: people::run_binding,
    seeds: people::binding_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 1600,
};

/// [`crate::Roster::parse`]; half of the inputs are signed anew.
pub const ROSTER: Decoder = Decoder {
    name: "roster",
    run: people::run_roster,
    seeds: people::roster_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 512,
};

/// [`crate::StreamCard::parse`].
pub const CARD: Decoder = Decoder {
    name: "card",
    run: people::run_card,
    seeds: people::card_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 512,
};

/// [`crate::read_m1`]; half of the inputs get a MAC that fits.
pub const M1: Decoder = Decoder {
    name: "m1",
    run: pairing::run_m1,
    seeds: pairing::m1_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 1600,
};

/// [`crate::read_m2`]: the bytes, the bytes with a MAC that fits, what is padded, or the fields.
pub const M2: Decoder = Decoder {
    name: "m2",
    run: pairing::run_m2,
    seeds: pairing::m2_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 8192,
};

/// The plaintext of message 2, read as [`crate::read_m2`] does once it is open.
pub const INTRODUCTION: Decoder = Decoder {
    name: "introduction",
    run: pairing::run_introduction,
    seeds: pairing::introduction_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 8192,
};

/// [`crate::read_m3`]: the bytes, what is padded, or the fields.
pub const M3: Decoder = Decoder {
    name: "m3",
    run: pairing::run_m3,
    seeds: pairing::m3_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 8192,
};

/// [`crate::read_m4`]: the bytes, what is padded, or the fields.
pub const M4: Decoder = Decoder {
    name: "m4",
    run: pairing::run_m4,
    seeds: pairing::m4_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 8192,
};

/// [`crate::read_link_m3`]: the bytes, what is padded, or the fields.
pub const LINK_M3: Decoder = Decoder {
    name: "link_m3",
    run: pairing::run_link_m3,
    seeds: pairing::link_m3_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 8192,
};

/// [`crate::read_link_m4`]: the bytes, what is padded, or the fields.
pub const LINK_M4: Decoder = Decoder {
    name: "link_m4",
    run: pairing::run_link_m4,
    seeds: pairing::link_m4_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 8192,
};

/// [`crate::Handshake::from_bytes`].
pub const HANDSHAKE: Decoder = Decoder {
    name: "handshake",
    run: pairing::run_handshake,
    seeds: pairing::handshake_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 1024,
};

/// [`crate::InvitationCode`] from text; half of the inputs get a checksum that fits.
pub const CODE: Decoder = Decoder {
    name: "code",
    run: texts::run_code,
    seeds: texts::code_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 1024,
};

/// [`crate::RootSeed::from_words`]: text, numbers of words, or a seed.
pub const KIT: Decoder = Decoder {
    name: "kit",
    run: texts::run_kit,
    seeds: texts::kit_seeds,
    per_byte: 64,
    fixed: KEYS,
    longest: 512,
};

/// [`crate::SpokenWords`] from text.
pub const SPOKEN: Decoder = Decoder {
    name: "spoken",
    run: texts::run_spoken,
    seeds: texts::spoken_seeds,
    per_byte: 64,
    fixed: KEYS,
    longest: 256,
};

/// [`crate::unwrap`]: costs beyond the limit take no memory, costs up to 64 KiB are paid, the rest is left out.
pub const WRAPPED: Decoder = Decoder {
    name: "wrapped",
    run: texts::run_wrapped,
    seeds: texts::wrapped_seeds,
    per_byte: SEALED,
    fixed: 2 * KEYS,
    longest: 160,
};

/// [`crate::Session::open`]; half of the inputs are sealed anew.
pub const SESSION: Decoder = Decoder {
    name: "session",
    run: texts::run_session,
    seeds: texts::session_seeds,
    per_byte: SEALED,
    fixed: KEYS,
    longest: 128,
};

/// All of them.
pub const ALL: &[Decoder] = &[
    CONTENT,
    RECORDS,
    META,
    REKEY,
    GRANT,
    STATEMENT,
    BINDING,
    ROSTER,
    CARD,
    M1,
    M2,
    INTRODUCTION,
    M3,
    M4,
    LINK_M3,
    LINK_M4,
    HANDSHAKE,
    CODE,
    KIT,
    SPOKEN,
    WRAPPED,
    SESSION,
];

/// The first byte of an input chooses how the others are used.
fn mode(bytes: &[u8]) -> (u8, &[u8]) {
    bytes.split_first().map_or((0, &[]), |(mode, rest)| (*mode, rest))
}

/// Whether the input may bring encapsulations of its own: one in 32 may, as its hash falls. In all others an honest one
/// stands in their place, which a fuzzer has exchanged before (`exchange`). Nobody reads what an encapsulation says, and
/// each new one costs as much as a hundred runs, to be refused.
fn keeps_encapsulations(bytes: &[u8]) -> bool {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish().is_multiple_of(32)
}

/// Every seed behind this mode.
fn in_mode(mode: u8, seeds: impl IntoIterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
    seeds.into_iter().map(|seed| [&[mode], seed.as_slice()].concat()).collect()
}

/// Writes over the bytes from `at` on, if there are as many.
fn overwrite(bytes: &mut [u8], at: usize, with: &[u8]) {
    if let Some(place) = at.checked_add(with.len()).and_then(|end| bytes.get_mut(at..end)) {
        place.copy_from_slice(with);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// About as many runs for each decoder, spread over its seeds.
    const RUNS: usize = 200;

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
