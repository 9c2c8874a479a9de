//! The limit on memory stops a decoder that believes a length.

use std::{env, process::Command};

use entrenous_fuzz::Target;

/// Takes as much as its first four bytes say, as no decoder of ours may.
const GREEDY: Target = Target {
    run: |bytes| {
        let claimed = bytes.first_chunk().map_or(0, |len| u32::from_be_bytes(*len));
        let taken = vec![1_u8; claimed as usize];
        assert!(taken.iter().all(|byte| *byte == 1));
    },
    seeds: || vec![vec![0; 4]],
    per_byte: 16,
    fixed: 1024,
    longest: 64,
};

#[test]
fn a_decoder_that_takes_more_than_its_limit_is_stopped() {
    if let Ok(claimed) = env::var("CLAIMED") {
        let claimed: u32 = claimed.parse().expect("a number");
        GREEDY.begin();
        GREEDY.run(&claimed.to_be_bytes());
        return;
    }
    for (claimed, survives) in [(0, true), (1024, true), (1024 + 16 * 4 + 1, false), (u32::MAX, false)] {
        let test = env::current_exe().expect("this program");
        let name = "a_decoder_that_takes_more_than_its_limit_is_stopped";
        let run = Command::new(test).args(["--exact", name]).env("CLAIMED", claimed.to_string()).output();
        assert_eq!(run.expect("starts").status.success(), survives, "{claimed}");
    }
}
