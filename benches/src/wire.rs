//! What a one-line edit costs on the wire: two people, a real relay, and the bytes that it stored.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// The length of the envelope that carries one more topic.
pub(crate) fn one_line_edit(programs: &Path, folder: &Path) -> Result<u64, Box<dyn Error>> {
    let database = folder.join("relay.db");
    let relay = Relay::start(&programs.join("entre-relay"), &database)?;
    let entre = programs.join("entre");
    let (alex, sam) = (folder.join("alex"), folder.join("sam"));
    let url = format!("ws://{}", relay.address);
    said(&entre, &alex, &["init", "--name", "Alex Marin", "--relay", &url, "--unlock", "file"])?;
    let invitation = said(&entre, &alex, &["invite", "Sam Okoro", "--role", "manager"])?;
    let code = invitation["code"].as_str().ok_or("an invitation without a code")?;
    said(&entre, &sam, &["accept", code, "--name", "Sam Okoro", "--unlock", "file"])?;
    for home in [&alex, &sam, &alex, &sam] {
        said(&entre, home, &["sync"])?;
    }
    // The first envelope of a day also says what was accepted so far.
    for text in ["The first one today", "Conference budget for spring"] {
        said(&entre, &alex, &["add", "sam", text])?;
        said(&entre, &alex, &["sync"])?;
    }
    let connection = rusqlite::Connection::open(&database)?;
    let newest = "SELECT length(bytes) FROM log WHERE kind = 1 ORDER BY arrival DESC LIMIT 1";
    let bytes: i64 = connection.query_row(newest, [], |row| row.get(0))?;
    Ok(u64::try_from(bytes)?)
}

fn said(entre: &Path, home: &Path, words: &[&str]) -> Result<Value, Box<dyn Error>> {
    let output =
        Command::new(entre).arg("--home").arg(home).args(words).args(["--json", "--no-input"]).output()?;
    if output.status.success() {
        Ok(serde_json::from_slice(&output.stdout)?)
    } else {
        Err(format!("{words:?}: {}", String::from_utf8_lossy(&output.stdout)).into())
    }
}

/// A relay on this machine, killed when it goes out of scope.
struct Relay {
    child: Child,
    address: String,
}

impl Relay {
    fn start(program: &Path, database: &Path) -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new(program)
            .args(["serve", "--dev", "--listen", "127.0.0.1:0", "--database"])
            .arg(database)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let mut first = String::new();
        BufReader::new(child.stdout.take().ok_or("no stdout")?).read_line(&mut first)?;
        let address =
            first.trim().strip_prefix("listening on ").ok_or("the relay names no address")?.to_owned();
        Ok(Self { child, address })
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
