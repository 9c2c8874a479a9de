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

# Seeded runs of the whole system under every kind of fault, one in a hundred with whole documents: `just simulate 1000000`.
# At the end one line of JSON; `just simulate-again SEED` tells a run happening by happening.
simulate RUNS="10000" FROM="0" *OPTIONS:
    cargo run --release --locked -p entrenous-simulator -- --runs {{RUNS}} --from {{FROM}} {{OPTIONS}}

# The same for very many: as in the fuzzers, a signature is checked and a key exchanged once for the same bytes, which takes a
# third of the time. One answer in a thousand is computed again and compared.
simulate-many RUNS="1000000" FROM="0" *OPTIONS:
    RUSTFLAGS="--cfg fuzzing" cargo run --release --locked --target-dir target/remembered -p entrenous-simulator -- --runs {{RUNS}} --from {{FROM}} {{OPTIONS}}

# One seed of the simulator, happening by happening.
simulate-again SEED *OPTIONS:
    cargo run --release --locked -p entrenous-simulator -- --replay {{SEED}} {{OPTIONS}}

# Seeds of the real client and the real relay on a simulated network: crashes, cut wires, a full disk, a relay put back.
simulate-real RUNS="20000" FROM="0":
    cargo run --release --locked -p entrenous-schedules -- --runs {{RUNS}} --from {{FROM}}

# Random runs of two persons with stolen devices, forks and a relay that reorders, over the real membership rules.
membership RUNS="20000" FROM="0":
    MEMBERSHIP_RUNS={{RUNS}} MEMBERSHIP_FROM={{FROM}} cargo test --release -p entrenous-sync --lib membership_holds_in_very_many_runs -- --ignored --nocapture

# kill -9 of the relay and of the client, so many times each.
kill CYCLES="200":
    KILL_CYCLES={{CYCLES}} cargo test --release --locked --test relay kill -- --nocapture
    KILL_CYCLES={{CYCLES}} cargo test --release --locked --test command_line kill_the -- --nocapture

# Five devices of two people; one is removed while the others come online in 50 random orders.
devices:
    DEVICE_ORDERS=50 cargo test --release --locked --test devices -- --nocapture

# Writes docs/vectors.json anew, after a deliberate change of a format that nobody has used yet.
vectors:
    cargo run --locked -p entrenous-crypto --example vectors -- write docs/vectors.json

# The second implementation opens our vectors and seals its own, ours opens them. `just check` sets up the environment.
exchange:
    target/verify-venv/bin/python -B tools/verify/verify.py open docs/vectors.json
    target/verify-venv/bin/python -B tools/verify/verify.py seal target/sealed.json
    cargo run --locked -p entrenous-crypto --example vectors -- open target/sealed.json

# Two million mutated changes against the guard.
guard-mutations:
    GUARD_MUTATIONS=2000000 cargo test --release -p entrenous-agenda guard -- --ignored --nocapture

# One decoder under libFuzzer, with a limit on its memory: `just fuzz frame 1000000`. `ls fuzz/src/bin` lists them.
fuzz TARGET RUNS *OPTIONS:
    fuzz/run.sh {{TARGET}} {{RUNS}} {{OPTIONS}}

# Every decoder, one after the other.
fuzz-all RUNS *OPTIONS:
    fuzz/run.sh all {{RUNS}} {{OPTIONS}}

# Mutants of one crate that no test of it notices (cargo-mutants): `just mutants wire`. What survives is in docs/mutants.md.
# The long tests of `sync` are for the second time, with what survived the others: `just mutants sync --lib -- --skip membership`.
mutants CRATE *TESTS:
    cargo mutants -p entrenous-{{CRATE}} --output target/mutants-{{CRATE}} -- {{TESTS}}

# Headline figures, one JSON line each.
bench:
    cargo build --release
    cargo run --release -p entrenous-benches

# The relay with 2,000 idle connections and 50 pairs who write at once, beside an echo and bare SQLite: two minutes.
load IDLE="2000" PAIRS="50":
    cargo build --release --locked --bin entre-relay --bin relay-load
    target/release/relay-load {{IDLE}} {{PAIRS}}

# Licences, sources and who may link what.
deny:
    cargo deny --locked check licenses bans sources

# Known weaknesses in dependencies: fetches the RustSec database.
advisories:
    cargo deny --locked check advisories
