//! A disk that is full or may not be written: a real file system of a few megabytes. Needs to be root; says so otherwise.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;
use wire::{Frame, RefusalCode};

use crate::author::Stream;
use crate::exposure::program;
use crate::hostile::{http, spawn_with, terminate};
use crate::peer::{Peer, assert_refused, live, set_up};

const SKIPPED: &str = "skipped: mounting a file system needs root";

/// A mounted file system, unmounted in the end.
struct Disk(TempDir);

impl Disk {
    /// None where nothing may be mounted.
    fn mount(options: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = run("mount", &["-t", "tmpfs", "-o", options, "tmpfs"], folder.path());
        mounted.then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a program that is about to be killed may still hold a file.
        run("umount", &["-l"], self.0.path());
    }
}

fn run(program: &str, arguments: &[&str], path: &Path) -> bool {
    Command::new(program).args(arguments).arg(path).output().is_ok_and(|output| output.status.success())
}

/// Takes all the room that is left.
fn fill(disk: &Path) {
    use std::io::Write;
    let mut filler = std::fs::File::create(disk.join("filler")).unwrap();
    for size in [64 * 1024, 4096, 1] {
        while filler.write_all(&vec![0; size]).is_ok() {}
    }
}

/// What the relay says when it does not start.
fn refused_start(serve: &[&str]) -> Output {
    let mut relay = Command::new(env!("CARGO_BIN_EXE_entre-relay"));
    relay.args(serve).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = relay.spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    if !first.is_empty() {
        child.kill().unwrap();
    }
    assert_eq!(first, "", "a relay starts on a disk that takes nothing");
    child.wait_with_output().unwrap()
}

/// Puts the next envelopes until one is refused for want of room, and checks that it may be tried again.
async fn put_until_refused(alex: &mut Peer, stream: &mut Stream, stored: &mut Vec<Vec<u8>>) {
    for _ in 0..5000 {
        let before = stream.alex.clone();
        let envelope = stream.alex.content(stream.id, stored.len() as u64);
        match alex.put(&envelope).await {
            Frame::Stored { .. } => stored.push(envelope.as_bytes().to_vec()),
            other => {
                let refusal = assert_refused(&other, envelope.id().as_bytes(), RefusalCode::Storage);
                assert!(refusal.retryable && refusal.retry_after_seconds > 0);
                stream.alex = before;
                return;
            }
        }
    }
    panic!("the disk never fills");
}

#[tokio::test]
async fn a_disk_without_room_refuses_puts_keeps_what_it_has_and_needs_no_restart() {
    let Some(disk) = Disk::mount("size=8m") else { return println!("{SKIPPED}") };
    let database = disk.path().join("relay.db");
    let (mut child, address) = spawn_with(&database, "").await;
    let mut stream = Stream::new(1);
    drop(set_up(address, &stream).await);
    let mut alex = live(address, stream.id, &stream.alex).await;
    let mut stored = Vec::new();
    for _ in 0..3 {
        fill(disk.path());
        put_until_refused(&mut alex, &mut stream, &mut stored).await;
        let mut sam = live(address, stream.id, &stream.sam).await;
        assert_eq!(sam.chain(stream.alex.id, u32::MAX).await, stored, "reading goes on");
        std::fs::remove_file(disk.path().join("filler")).unwrap();
        for _ in 0..20 {
            let envelope = stream.alex.content(stream.id, stored.len() as u64);
            alex.put_stored(&envelope).await;
            stored.push(envelope.as_bytes().to_vec());
        }
    }
    fill(disk.path());
    put_until_refused(&mut alex, &mut stream, &mut stored).await;
    let ready = http(address, "/readyz", "").await;
    assert!(ready.starts_with("HTTP/1.1 503"), "{ready}");
    child.kill().await.unwrap();
    drop(alex);

    // Killed on a full disk: what was acknowledged is there, and room is all that it takes.
    std::fs::remove_file(disk.path().join("filler")).unwrap();
    let (mut child, address) = spawn_with(&database, "").await;
    let mut alex = live(address, stream.id, &stream.alex).await;
    assert_eq!(alex.chain(stream.alex.id, u32::MAX).await, stored);
    alex.put_stored(&stream.alex.content(stream.id, 1)).await;
    assert!(terminate(&mut child).await.success());
}

#[tokio::test]
async fn a_relay_does_not_start_on_a_disk_that_takes_nothing_says_why_and_changes_nothing() {
    let Some(disk) = Disk::mount("size=8m") else { return println!("{SKIPPED}") };
    let database = disk.path().join("relay.db");
    let (mut child, address) = spawn_with(&database, "").await;
    let mut stream = Stream::new(1);
    drop(set_up(address, &stream).await);
    let mut alex = live(address, stream.id, &stream.alex).await;
    alex.put_stored(&stream.alex.content(stream.id, 1)).await;
    assert!(terminate(&mut child).await.success());
    let before = std::fs::read(&database).unwrap();
    let serve = ["serve", "--dev", "--listen", "127.0.0.1:0", "--database", database.to_str().unwrap()];

    assert!(run("mount", &["-o", "remount,ro"], disk.path()));
    let output = program(&serve);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("Read-only file system") && said.contains("try: "), "{said}");
    assert!(run("mount", &["-o", "remount,rw"], disk.path()));

    // Whether the last connection takes these two away depends on which one is the last. A relay that finds them needs no
    // room to start.
    for suffix in ["-wal", "-shm"] {
        let beside = disk.path().join(format!("relay.db{suffix}"));
        assert!(
            suffix == "-shm"
                || std::fs::metadata(&beside).is_ok_and(|wal| wal.len() == 0)
                || !beside.exists()
        );
        std::fs::remove_file(&beside).ok();
    }
    fill(disk.path());
    let output = refused_start(&serve);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("try: check the folder's permissions and the free space"), "{said}");
    std::fs::remove_file(disk.path().join("filler")).unwrap();
    assert_eq!(std::fs::read(&database).unwrap(), before);

    let (mut child, address) = spawn_with(&database, "").await;
    let mut alex = live(address, stream.id, &stream.alex).await;
    assert_eq!(alex.chain(stream.alex.id, u32::MAX).await.len(), 1);
    assert!(terminate(&mut child).await.success());
}
