//! What a rude client can do below the frames: bytes by hand, a real process with settings of its own, its memory.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{interval, timeout};
use wire::{ByeCode, Frame};

use crate::peer::PATIENCE;

/// First byte of a whole binary message.
pub(crate) const WHOLE: u8 = 0x82;
/// First byte of a binary message of which more is to come.
pub(crate) const BEGUN: u8 = 0x02;
/// First byte of a middle part.
pub(crate) const MIDDLE: u8 = 0x00;
/// First byte of the last part.
pub(crate) const LAST: u8 = 0x80;
/// First byte of a WebSocket ping, which is no frame of ours.
pub(crate) const SOCKET_PING: u8 = 0x89;

/// A WebSocket frame that claims `len` bytes and carries these, behind a mask of zeros.
pub(crate) fn part(first: u8, len: u64, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    match len {
        0..126 => bytes.push(0x80 | u8::try_from(len).unwrap()),
        126..65_536 => {
            bytes.push(0x80 | 126);
            bytes.extend_from_slice(&u16::try_from(len).unwrap().to_be_bytes());
        }
        _ => {
            bytes.push(0x80 | 127);
            bytes.extend_from_slice(&len.to_be_bytes());
        }
    }
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(payload);
    bytes
}

/// The head of a request for a WebSocket, without the empty line that ends it.
pub(crate) const UPGRADE: &str = "GET /v1/stream HTTP/1.1\r\nhost: relay\r\nupgrade: websocket\r\n\
    connection: upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\
    sec-websocket-protocol: entrenous.v1\r\n";

/// Writes one byte after the other, slowly and for ever, until the relay ends the connection; gives back what it said.
pub(crate) async fn dribble(mut socket: TcpStream, beginning: &[u8], byte: u8) -> Vec<u8> {
    socket.write_all(beginning).await.unwrap();
    let (mut from, mut to) = socket.into_split();
    let writing = async {
        let mut pace = interval(Duration::from_millis(5));
        while to.write_all(&[byte]).await.is_ok() {
            pace.tick().await;
        }
        std::future::pending::<()>().await;
    };
    let mut said = Vec::new();
    tokio::select! {
        () = writing => {}
        // A reset is an end as well.
        ended = timeout(PATIENCE, from.read_to_end(&mut said)) => drop(ended.expect("the relay ends it")),
    }
    said
}

/// What the relay answers to a request, head and body.
pub(crate) async fn http(address: SocketAddr, path: &str, extra: &str) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: relay\r\n{extra}\r\n");
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, socket.read_to_string(&mut answer)).await.unwrap().unwrap();
    answer
}

/// Whether these bytes from the relay hold its goodbye.
pub(crate) fn says_bye(bytes: &[u8], code: ByeCode) -> bool {
    let bye = Frame::Bye(code).encode();
    let message = [&[WHOLE, u8::try_from(bye.len()).unwrap()], &bye[..]].concat();
    bytes.windows(message.len()).any(|window| window == message)
}

/// The program with a configuration of its own; `settings` is TOML.
pub(crate) async fn spawn_with(database: &Path, settings: &str) -> (Child, SocketAddr) {
    start(Command::new(env!("CARGO_BIN_EXE_entre-relay")), database, settings).await
}

/// The same, where it may have only so many files and sockets open.
pub(crate) async fn spawn_with_files(database: &Path, settings: &str, files: u32) -> (Child, SocketAddr) {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("ulimit -n {files} && exec \"$0\" \"$@\"")]);
    shell.arg(env!("CARGO_BIN_EXE_entre-relay"));
    start(shell, database, settings).await
}

async fn start(mut program: Command, database: &Path, settings: &str) -> (Child, SocketAddr) {
    let config = database.with_extension("toml");
    let common =
        format!("listen = \"127.0.0.1:0\"\ndatabase = {:?}\nopen = true\n", database.to_str().unwrap());
    std::fs::write(&config, common + settings).unwrap();
    let mut child = program
        .args(["serve", "--config"])
        .arg(&config)
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

/// Asks the program to stop, as a service manager does, and waits for it.
pub(crate) async fn terminate(child: &mut Child) -> std::process::ExitStatus {
    let asked = std::process::Command::new("kill").arg(child.id().unwrap().to_string()).status().unwrap();
    assert!(asked.success());
    timeout(PATIENCE, child.wait()).await.expect("it ends in time").unwrap()
}

/// Memory of the program that is in use, in KiB.
pub(crate) fn resident_kib(child: &Child) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id().unwrap())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap().to_owned();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Files and sockets that this process may have open.
pub(crate) fn open_files_max() -> usize {
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    line.split_whitespace().nth(3).unwrap().parse().unwrap_or(usize::MAX)
}
