//! `kill -9` of the real program in the middle of a stream of puts. `KILL_CYCLES` asks for more rounds.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use wire::{EnvelopeId, Frame, Verified};

use crate::author::Stream;
use crate::dice::Dice;
use crate::peer::{Peer, folder, heads_of, set_up};

/// The program, serving `database`.
pub(crate) async fn spawn(database: &Path) -> (Child, SocketAddr) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_entre-relay"))
        .args(["serve", "--dev", "--listen", "127.0.0.1:0", "--database"])
        .arg(database)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).await.unwrap();
    let address = line.trim_end().strip_prefix("listening on ").expect("the address is the first line");
    let address = address.parse().unwrap();
    (child, address)
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_or_doubled_by_kill_9() {
    let cycles: u64 = std::env::var("KILL_CYCLES").map_or(20, |count| count.parse().unwrap());
    let seed: u64 = std::env::var("KILL_SEED").map_or(11, |seed| seed.parse().unwrap());
    println!("seed {seed}, {cycles} cycles");
    let mut dice = Dice::new(seed);
    let (_folder, database) = folder();
    let mut stream = Stream::new(1);
    let mut chain: Vec<Verified> = Vec::new();
    let mut acknowledged: BTreeMap<u64, EnvelopeId> = BTreeMap::new();
    for cycle in 0..cycles {
        let (mut child, address) = spawn(&database).await;
        if cycle == 0 {
            drop(set_up(address, &stream).await);
        }
        let mut alex = Peer::connect(address).await;
        let heads = heads_of(alex.auth(stream.id, &stream.alex).await);
        let held =
            heads.iter().find(|(author, _, _)| *author == stream.alex.id).map_or(0, |(_, seq, _)| *seq);
        let last = acknowledged.keys().next_back().copied().unwrap_or(0);
        assert!(held >= last, "cycle {cycle}: {last} was acknowledged, {held} is held");
        let answers = dice.below(120);
        let mut sent = usize::try_from(held).unwrap();
        let mut waiting = 0;
        for _ in 0..answers {
            while waiting < 64 {
                if sent == chain.len() {
                    chain.push(stream.alex.content(stream.id, dice.roll()));
                }
                alex.send(&Frame::Put { envelope: chain[sent].as_bytes().to_vec() }).await;
                sent += 1;
                waiting += 1;
            }
            let Some(Frame::Stored { id }) = alex.next().await else { panic!("cycle {cycle}: no answer") };
            waiting -= 1;
            let envelope = chain.iter().find(|envelope| envelope.id() == id).unwrap();
            acknowledged.insert(envelope.header().seq, id);
        }
        child.kill().await.unwrap();
        check(&database, &acknowledged, cycle);
    }
    assert!(!acknowledged.is_empty());
}

fn check(database: &Path, acknowledged: &BTreeMap<u64, EnvelopeId>, cycle: u64) {
    let connection = rusqlite::Connection::open(database).unwrap();
    let verdict: String = connection.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok", "cycle {cycle}");
    let mut statement = connection.prepare("select id from log").unwrap();
    let ids = statement.query_map([], |row| row.get::<_, [u8; 32]>(0)).unwrap();
    let mut held: BTreeMap<EnvelopeId, u32> = BTreeMap::new();
    for id in ids {
        *held.entry(EnvelopeId::from(id.unwrap())).or_default() += 1;
    }
    for (seq, id) in acknowledged {
        assert_eq!(held.get(id), Some(&1), "cycle {cycle}: envelope {seq} was acknowledged");
    }
    let holes: i64 = connection
        .query_row(
            "select count(*) from (select max(seq) as last, count(*) as held from log group by stream, author)
             where last <> held",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(holes, 0, "cycle {cycle}: a chain has a hole or a double");
}
