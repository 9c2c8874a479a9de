//! Around every target: its seeds, and a limit on the memory that it may hold. What a target does stands in the crate
//! whose decoder it is, in the module `fuzzing`, so that the ordinary tests replay it without libFuzzer.

use std::alloc::System;
use std::path::Path;
use std::{env, fs, panic, process};

use cap::Cap;

/// Counts all memory that Rust takes, and gives no more than the limit: then the run ends as a crash.
#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// One target, whichever crate it comes from.
pub struct Target {
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

impl Target {
    /// Called once. With `FUZZ_SEEDS` it writes the seeds there, says how long an input may be, and ends.
    pub fn begin(&self) {
        let seeds = (self.seeds)();
        if let Some(folder) = env::var_os("FUZZ_SEEDS") {
            for (number, seed) in seeds.iter().enumerate() {
                let file = Path::new(&folder).join(format!("seed-{number:02}"));
                if let Err(error) = fs::write(&file, seed) {
                    eprintln!("{} cannot be written: {error}", file.display());
                    process::exit(1);
                }
            }
            println!("{}", self.longest);
            process::exit(0);
        }
        // A panic may take what it needs to say so; those that the guard contains do not come here.
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |information| {
            let _unlimited = MEMORY.set_limit(usize::MAX);
            previous(information);
        }));
        // What is made once and kept, keys and documents, is not the input's doing.
        for seed in &seeds {
            (self.run)(seed);
        }
    }

    /// Runs with one input, within its memory.
    pub fn run(&self, bytes: &[u8]) {
        let limit = MEMORY.allocated() + self.fixed + self.per_byte * bytes.len();
        assert!(MEMORY.set_limit(limit).is_ok(), "more than is held now");
        (self.run)(bytes);
        assert!(MEMORY.set_limit(usize::MAX).is_ok(), "there is no greater limit");
    }
}

/// Makes a program of a decoder.
#[macro_export]
macro_rules! target {
    ($decoder:path) => {
        const TARGET: $crate::Target = $crate::Target {
            run: $decoder.run,
            seeds: $decoder.seeds,
            per_byte: $decoder.per_byte,
            fixed: $decoder.fixed,
            longest: $decoder.longest,
        };
        libfuzzer_sys::fuzz_target!(init: TARGET.begin(), |bytes: &[u8]| TARGET.run(bytes));
    };
}
