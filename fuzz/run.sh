#!/bin/sh
# Fuzzes one target, or `all`, one after the other: run.sh TARGET RUNS [options of libFuzzer].
# What it finds to be new is kept in corpus/TARGET. An input that crashes lies in target/crashes, the output in target/logs.
# Each target ends with a line of JSON: what was executed and reached, in how many seconds and how much memory.
set -eu
cd "$(dirname "$0")"
targets=$(ls src/bin | sed 's/\.rs$//')
[ $# -ge 2 ] || { echo "usage: run.sh TARGET RUNS [options]. Targets: all" $targets >&2; exit 2; }
target=$1
runs=$2
shift 2

if [ "$target" = all ]; then
    status=0
    for one in $targets; do "./$(basename "$0")" "$one" "$runs" "$@" || status=1; done
    exit "$status"
fi
[ -f "src/bin/$target.rs" ] || { echo "no such target: $target. There are: all" $targets >&2; exit 2; }

nice -n 19 cargo build --release --locked --quiet --bin "$target"
program=target/release/$target
log=target/logs/$target.log
mkdir -p "corpus/$target" target/crashes target/logs
longest=$(FUZZ_SEEDS="corpus/$target" "$program" 2>/dev/null)
status=0
# The limit on memory is the target's own; these are for what would pass it: loops, and libFuzzer itself.
nice -n 19 "$program" "corpus/$target" -runs="$runs" -max_len="$longest" -artifact_prefix="target/crashes/$target-" \
    -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 "$@" >/dev/null 2>"$log" || status=$?
[ "$status" = 0 ] || tail -n 40 "$log" >&2

number() { sed -n "s/^stat::$1: *//p" "$log" | tail -n 1 | grep . || echo null; }
reached=$(sed -n 's/.* cov: \([0-9]*\) ft: \([0-9]*\) corp: \([0-9]*\).*/"edges":\1,"features":\2,"corpus":\3/p' "$log" | tail -n 1)
seconds=$(sed -n 's/^Done [0-9]* runs in \([0-9]*\) second.*/\1/p' "$log" | tail -n 1)
printf '{"target":"%s","executions":%s,"seconds":%s,%s,"peak_mib":%s,"crash":%s}\n' "$target" \
    "$(number number_of_executed_units)" "${seconds:-null}" "${reached:-\"edges\":null}" "$(number peak_rss_mb)" \
    "$([ "$status" = 0 ] && echo false || echo true)"
exit "$status"
