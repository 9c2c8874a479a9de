//! What the tests of the programs share: the programs, a relay, two people.

#![allow(dead_code, clippy::allow_attributes, reason = "each test program uses a part")]

pub(crate) mod year;

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use entrenous_tests::program;
use serde_json::Value;

pub(crate) struct Relay {
    child: Child,
    pub(crate) address: String,
    /// The first line, and what else it prints.
    first: String,
    stdout: BufReader<ChildStdout>,
}

impl Relay {
    pub(crate) fn start(folder: &Path, listen: &str) -> Self {
        let mut serve = Command::new(program("entre-relay").unwrap());
        serve.args(["serve", "--dev", "--listen", listen, "--database"]).arg(folder.join("relay.db"));
        Self::run(serve, folder)
    }

    /// A relay with a configuration of its own; `{database}` in it is the usual file.
    pub(crate) fn configured(folder: &Path, config: &str) -> Self {
        let file = folder.join("relay.toml");
        let database = folder.join("relay.db");
        std::fs::write(&file, config.replace("{database}", database.to_str().unwrap())).unwrap();
        let mut serve = Command::new(program("entre-relay").unwrap());
        serve.args(["serve", "--config"]).arg(file);
        Self::run(serve, folder)
    }

    fn run(mut serve: Command, folder: &Path) -> Self {
        let mut child = serve
            .stdout(Stdio::piped())
            .stderr(Stdio::from(
                std::fs::OpenOptions::new().create(true).append(true).open(folder.join("relay.log")).unwrap(),
            ))
            .spawn()
            .unwrap();
        let mut first = String::new();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        stdout.read_line(&mut first).unwrap();
        let address =
            first.trim().strip_prefix("listening on ").expect("the first line names the address").to_owned();
        Self { child, address, first, stdout }
    }

    pub(crate) fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.address.clone()
    }

    /// Ends it and gives everything that it printed.
    pub(crate) fn said(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        format!("{}{rest}", self.first)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub(crate) fn command(home: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(program("entre").unwrap());
    command.args(["--home", home.to_str().unwrap(), "--no-input"]).args(words);
    for name in ["ENTRE_HOME", "ENTRE_PERSON", "ENTRE_RELAY", "ENTRE_PASSPHRASE_FILE", "VISUAL", "EDITOR"] {
        command.env_remove(name);
    }
    // Whatever language the machine speaks.
    command.env("ENTRE_CONFIG", home.with_extension("config.toml"));
    command.env("TZ", "UTC").env("ENTRE_LANG", "en").stdin(Stdio::null());
    command
}

pub(crate) fn entre(home: &Path, words: &[&str]) -> Output {
    command(home, words).output().unwrap()
}

pub(crate) fn ok(home: &Path, words: &[&str]) -> String {
    let output = entre(home, words);
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

pub(crate) fn json(home: &Path, words: &[&str]) -> Value {
    let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
    let output = entre(home, &words);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{words:?}: {error}"))
}

/// The exit code and the code word of a failure.
pub(crate) fn refused(home: &Path, words: &[&str]) -> (i32, String) {
    let all: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
    let output = entre(home, &all);
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(value["kind"], "error", "{words:?}");
    assert!(!value["what"].as_str().unwrap().is_empty());
    assert_eq!(value["exit"], output.status.code().unwrap());
    (output.status.code().unwrap(), value["code"].as_str().unwrap().to_owned())
}

pub(crate) struct Two {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) alex: PathBuf,
    pub(crate) sam: PathBuf,
    pub(crate) relay: Relay,
}

pub(crate) fn paired() -> Two {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0");
    paired_at(folder, relay)
}

/// The same, with a relay that runs already.
pub(crate) fn paired_at(folder: tempfile::TempDir, relay: Relay) -> Two {
    let (alex, sam) = (folder.path().join("alex"), folder.path().join("sam"));
    let url = format!("ws://{}", relay.address);
    ok(&alex, &["init", "--name", "Alex Marin", "--relay", &url, "--unlock", "file"]);
    let invitation = json(&alex, &["invite", "Sam Okoro", "--role", "manager"]);
    assert_eq!(invitation["posted"], true);
    let code = invitation["code"].as_str().unwrap().to_owned();
    ok(&sam, &["accept", &code, "--name", "Sam Okoro", "--unlock", "file"]);
    for _ in 0..2 {
        ok(&alex, &["sync"]);
        ok(&sam, &["sync"]);
    }
    Two { folder, alex, sam, relay }
}

pub(crate) fn titles(home: &Path) -> Vec<String> {
    let agenda = json(home, &["agenda"]);
    agenda["topics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|topic| topic["title"].as_str().unwrap().to_owned())
        .collect()
}
