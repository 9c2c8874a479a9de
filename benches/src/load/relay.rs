//! The real program in a process of its own, so that its memory is its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::Outcome;

/// A relay on this machine, killed when it goes out of scope.
pub(crate) struct Relay {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Relay {
    /// Starts it with its own limits, but for the hourly number and the bytes of a stream, which a load is meant to pass.
    pub(crate) fn start(folder: &Path) -> Outcome<Self> {
        let program = std::env::current_exe()?.with_file_name("entre-relay");
        let config = folder.join("relay.toml");
        let database = folder.join("relay.db");
        let settings = format!(
            "listen = \"127.0.0.1:0\"\ndatabase = {database:?}\nopen = true\n\
             [limits]\nauthor_hourly_max = 1000000\nstream_bytes_max = 1073741824\n"
        );
        std::fs::write(&config, settings)?;
        let mut child = Command::new(program)
            .args(["serve", "--config"])
            .arg(&config)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut first = String::new();
        BufReader::new(child.stdout.take().ok_or("no stdout")?).read_line(&mut first)?;
        let address = first.trim().strip_prefix("listening on ").ok_or("the relay names no address")?;
        Ok(Self { child, address: address.parse()? })
    }

    pub(crate) fn resident_kib(&self) -> Outcome<usize> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS")).ok_or("no VmRSS")?;
        Ok(line.split_whitespace().nth(1).ok_or("no figure")?.parse()?)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
