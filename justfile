# Short names for plain commands: each line also works without just.

# What has to be green before a change goes in.
check:
    bash .ci/run

# All tests, documentation examples included.
test:
    cargo test --workspace --locked

# Two people, a relay, a minute.
demo:
    cargo run --release --bin entre -- demo

# Formatting and lints.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- -D warnings

# 10,000 seeded runs of three to five writers with loss, duplication, reordering and crashes.
simulate:
    cargo run --release -p entrenous-simulator -- --runs 10000

# Random runs of two persons with stolen devices, forks and a relay that reorders, over the real membership rules.
membership RUNS="20000" FROM="0":
    MEMBERSHIP_RUNS={{RUNS}} MEMBERSHIP_FROM={{FROM}} cargo test --release -p entrenous-sync --lib membership_holds_in_very_many_runs -- --ignored --nocapture

# kill -9 of the relay and of the client, 200 times each.
kill:
    KILL_CYCLES=200 cargo test --release -p entrenous-relay kill -- --nocapture
    KILL_CYCLES=200 cargo test --release -p entrenous-tests kill -- --nocapture

# Two million mutated changes against the guard.
guard-mutations:
    GUARD_MUTATIONS=2000000 cargo test --release -p entrenous-agenda guard -- --ignored --nocapture

# Headline figures, one JSON line each.
bench:
    cargo build --release --workspace
    cargo run --release -p entrenous-benches

# Licences, sources and who may link what.
deny:
    cargo deny --locked check licenses bans sources

# Known weaknesses in dependencies: fetches the RustSec database.
advisories:
    cargo deny --locked check advisories
