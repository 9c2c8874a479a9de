//! The relay under load: 2,000 idle connections and 50 pairs who write at once, against the real program, with the floors
//! of the same run beside it. Needs `cargo build --release` first. JSON lines; smaller figures with `relay-load 200 5`.

#![expect(clippy::print_stdout, reason = "a program for developers, whose output this is")]

mod cast;
mod flood;
mod floors;
mod peer;
mod relay;
mod rounds;

use std::error::Error;

use serde_json::json;

use cast::Pair;
use peer::Peer;
use relay::Relay;

/// Whatever goes wrong ends the measurement.
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let mut sizes = std::env::args().skip(1).map(|word| word.parse());
    let idle = sizes.next().transpose()?.unwrap_or(2000);
    let pairs = sizes.next().transpose()?.unwrap_or(50);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(Box::pin(measure(idle, pairs)))
}

async fn measure(idle: usize, pairs: usize) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let relay = Relay::start(folder.path())?;
    // All streams are there before memory is looked at: what a stream costs is not what a connection costs.
    let mut quiet = Vec::new();
    for number in 0..idle.div_ceil(2) {
        quiet.push(Pair::found(relay.address, number as u64).await?);
    }
    let mut active = Vec::new();
    for number in 0..pairs {
        active.push(rounds::Active::enter(relay.address, 1_000_000 + number as u64).await?);
    }
    let before = relay.resident_kib()?;
    let mut connections = Vec::new();
    for pair in &quiet {
        for member in [&pair.alex, &pair.sam] {
            if connections.len() < idle {
                connections.push(Peer::live(relay.address, pair.stream, member).await?);
            }
        }
    }
    let grown = relay.resident_kib()?.saturating_sub(before);
    println!(
        "{}",
        json!({
            "headline": "relay: memory for each idle connection",
            "connections": connections.len(),
            "kib": (grown as f64 / connections.len() as f64 * 10.0).round() / 10.0,
            "goal_below_kib": 12,
            "resident_mib_before": before / 1024,
        })
    );

    for round in 0..=ROUNDS {
        let echo = floors::echo(pairs, EXCHANGES).await?;
        let taking_turns = rounds::each_waits(&mut active, EXCHANGES).await?;
        let paced = rounds::paced(&mut active, 500, SECONDS).await?;
        let flood = flood::begin(relay.address, FLOODERS).await?;
        let beside_a_flood = rounds::paced(&mut active, 500, SECONDS).await?;
        drop(flood);
        let pipelined = rounds::pipelined(&mut active, PIPELINED).await?;
        let disk: Vec<_> = [1, 8, 64]
            .iter()
            .map(|group| floors::rows_per_second(folder.path(), *group))
            .collect::<Outcome<_>>()?;
        if round == 0 {
            continue;
        }
        let figures = [
            ("every pair waits for the other side", taking_turns),
            ("500 puts a second in all", paced),
            ("500 puts a second beside a flood on 40 other connections", beside_a_flood),
            ("64 puts in flight for each writer", pipelined),
        ];
        for (how, figure) in figures {
            println!(
                "{}",
                json!({
                    "headline": format!("relay under load: {how}"),
                    "round": round,
                    "idle": connections.len(),
                    "pairs": pairs,
                    "puts": figure.puts,
                    "acknowledged_per_second": figure.per_second.round(),
                    "put_to_stored_p50_ms": figure.stored.at(50),
                    "put_to_stored_p99_ms": figure.stored.at(99),
                    "put_to_other_side_p50_ms": figure.arrived.at(50),
                    "put_to_other_side_p99_ms": figure.arrived.at(99),
                    "floor_echo_per_second": echo.per_second.round(),
                    "floor_echo_p50_ms": echo.arrived.at(50),
                    "floor_echo_p99_ms": echo.arrived.at(99),
                    "floor_sqlite_rows_per_second_in_groups_of_1_8_64": disk,
                })
            );
        }
    }
    println!(
        "{}",
        json!({
            "headline": "relay: memory after the load",
            "resident_mib": relay.resident_kib()? / 1024,
            "database_mib": std::fs::metadata(folder.path().join("relay.db"))?.len() / 1_048_576,
        })
    );
    Ok(())
}

/// Rounds that count; the one before them warms up.
const ROUNDS: usize = 3;
/// Envelopes of each writer in one round, one after the other.
const EXCHANGES: usize = 40;
/// Envelopes of each writer in one round, 64 at a time.
const PIPELINED: usize = 256;
const SECONDS: u32 = 4;
/// Connections that flood one stream, and as many strangers.
const FLOODERS: usize = 20;
