#!/bin/sh
# Called by cargo in place of rustc, see .cargo/config.toml. Adds libFuzzer's counters to our own crates, with flags that
# the stable compiler has, and `--cfg fuzzing`, which opens each crate's `fuzzing` module.
case " $* " in
*" --crate-name entrenous_wire "* | *" --crate-name entrenous_crypto "* | *" --crate-name entrenous_agenda "* | *" --crate-name entrenous_client "*)
    exec "$@" --cfg fuzzing \
        -Cpasses=sancov-module \
        -Cllvm-args=-sanitizer-coverage-level=4 \
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
        -Cllvm-args=-sanitizer-coverage-pc-table \
        -Cllvm-args=-sanitizer-coverage-trace-compares \
        -Cllvm-args=-simplifycfg-branch-fold-threshold=0
    ;;
*) exec "$@" ;;
esac
