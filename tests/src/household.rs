//! People at home with the real programs: a relay, folders, and `entre` as each of them would run it.

use std::fs::{self, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// A relay on this machine, killed when it goes out of scope.
pub struct Relay {
    child: Child,
    /// Where it listens: `127.0.0.1:PORT`.
    pub address: String,
}

impl Relay {
    /// Starts a relay whose files lie in `folder`. Port 0 takes any.
    ///
    /// # Errors
    /// When it does not start, or does not name its address.
    pub fn start(folder: &Path, listen: &str) -> io::Result<Self> {
        let log = OpenOptions::new().create(true).append(true).open(folder.join("relay.log"))?;
        let mut child = Command::new(crate::program("entre-relay")?)
            .args(["serve", "--dev", "--listen", listen, "--database"])
            .arg(folder.join("relay.db"))
            .stdout(Stdio::piped())
            .stderr(Stdio::from(log))
            .spawn()?;
        let mut first = String::new();
        let stdout = child.stdout.take().ok_or_else(|| io::Error::other("no stdout"))?;
        BufReader::new(stdout).read_line(&mut first)?;
        let address = first.trim().strip_prefix("listening on ").map(str::to_owned);
        let address = address.ok_or_else(|| io::Error::other("the relay does not name its address"))?;
        Ok(Self { child, address })
    }

    /// The address as `entre` takes it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("ws://{}", self.address)
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// One home.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The folder.
    pub home: PathBuf,
    /// What their clock shows, in their zone, as `2026-11-24 08:00:00`; without it, the clock of this machine.
    clock: Option<String>,
    /// Their time zone.
    zone: String,
}

impl Person {
    /// Somebody whose home is a folder of this name.
    #[must_use]
    pub fn new(folder: &Path, name: &str) -> Self {
        Self::of(folder.join(name))
    }

    /// Somebody whose home this folder is.
    #[must_use]
    pub fn of(home: PathBuf) -> Self {
        Self { home, clock: None, zone: "UTC".to_owned() }
    }

    /// The same home in a time zone.
    #[must_use]
    pub fn within(&self, zone: &str) -> Self {
        Self { zone: zone.to_owned(), ..self.clone() }
    }

    /// The same home when its clock shows this, `2026-11-24 08:00:00`. It needs the program `faketime`.
    #[must_use]
    pub fn at(&self, moment: &str) -> Self {
        Self { clock: Some(moment.to_owned()), ..self.clone() }
    }

    /// `entre` with these words, never asking, in their zone: UTC, or that of [`Self::within`].
    ///
    /// # Errors
    /// When the program cannot be built.
    pub fn command(&self, words: &[&str]) -> io::Result<Command> {
        let program = crate::program("entre")?;
        let mut command = match &self.clock {
            None => Command::new(program),
            Some(moment) => {
                let mut faketime = Command::new("faketime");
                faketime.env("DONT_FAKE_MONOTONIC", "1").args(["-f", &format!("@{moment}")]).arg(program);
                faketime
            }
        };
        command.arg("--home").arg(&self.home).arg("--no-input").args(words);
        for name in ["ENTRE_HOME", "ENTRE_PERSON", "ENTRE_RELAY", "ENTRE_PASSPHRASE_FILE"] {
            command.env_remove(name);
        }
        command.env("ENTRE_CONFIG", self.home.with_extension("config.toml"));
        command.env("TZ", &self.zone).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }

    /// Runs to the end, with `input` on stdin.
    ///
    /// # Errors
    /// When the program cannot be run.
    pub fn run(&self, words: &[&str], input: &str) -> io::Result<Output> {
        let mut child = self.command(words)?.stdin(Stdio::piped()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that reads nothing may be gone already.
            stdin.write_all(input.as_bytes()).ok();
        }
        child.wait_with_output()
    }

    /// Runs with `--json`; gives what it printed and its exit code.
    ///
    /// # Errors
    /// When the program cannot be run, or prints no JSON.
    pub fn json_with(&self, words: &[&str], input: &str) -> io::Result<(Value, i32)> {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let output = self.run(&words, input)?;
        let value = serde_json::from_slice(&output.stdout).map_err(|error| {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            io::Error::other(format!("{words:?} printed no JSON ({error}): {said}"))
        })?;
        Ok((value, output.status.code().unwrap_or(-1)))
    }

    /// Runs with `--json` and has to succeed.
    ///
    /// # Errors
    /// When it does not.
    pub fn json(&self, words: &[&str]) -> io::Result<Value> {
        match self.json_with(words, "")? {
            (value, 0) => Ok(value),
            (value, code) => Err(io::Error::other(format!("{words:?} ended with {code}: {value}"))),
        }
    }

    /// Runs with `--json` and has to fail; gives the exit code and the code word.
    ///
    /// # Errors
    /// When it succeeds.
    pub fn refused(&self, words: &[&str], input: &str) -> io::Result<(i32, String)> {
        let (value, code) = self.json_with(words, input)?;
        if value["kind"] != "error" {
            return Err(io::Error::other(format!("{words:?} was to fail: {value}")));
        }
        Ok((code, value["code"].as_str().unwrap_or_default().to_owned()))
    }

    /// Syncs, whatever comes of it.
    ///
    /// # Errors
    /// When the program cannot be run.
    pub fn sync(&self) -> io::Result<()> {
        self.run(&["sync"], "").map(|_| ())
    }

    /// The titles of the shared topics, sorted.
    ///
    /// # Errors
    /// When the agenda cannot be read.
    pub fn titles(&self) -> io::Result<Vec<String>> {
        let agenda = self.json(&["agenda"])?;
        let topics = agenda["topics"].as_array().cloned().unwrap_or_default();
        let mut titles: Vec<String> =
            topics.iter().filter_map(|topic| topic["title"].as_str().map(str::to_owned)).collect();
        titles.sort();
        Ok(titles)
    }
}

/// A manager, Alex, and a report, Sam, who have just paired.
///
/// # Errors
/// When a step fails.
pub fn paired(folder: &Path, relay: &Relay) -> io::Result<(Person, Person)> {
    let (alex, sam) = (Person::new(folder, "alex"), Person::new(folder, "sam"));
    pair(&alex, &sam, relay)?;
    Ok((alex, sam))
}

/// Makes Alex, who manages, and Sam out of two new homes, and pairs them.
///
/// # Errors
/// When a step fails.
pub fn pair(alex: &Person, sam: &Person, relay: &Relay) -> io::Result<()> {
    let url = relay.url();
    alex.json(&["init", "--name", "Alex Marin", "--device", "alex1", "--relay", &url, "--unlock", "file"])?;
    let invitation = alex.json(&["invite", "Sam Okoro", "--role", "manager"])?;
    let code = invitation["code"].as_str().unwrap_or_default();
    sam.json(&["accept", code, "--name", "Sam Okoro", "--device", "sam1", "--unlock", "file"])?;
    for _ in 0..2 {
        alex.sync()?;
        sam.sync()?;
    }
    Ok(())
}

/// Links one more device to a person's first one, under the folder's name; gives what joining said.
///
/// # Errors
/// When a step fails, or the two devices show different words.
pub fn linked(folder: &Path, first: &Person, name: &str, kit: &str) -> io::Result<Person> {
    let device = Person { home: folder.join(name), ..first.clone() };
    link(first, &device, &["--device", name, "--unlock", "file"], kit)?;
    Ok(device)
}

/// Lets a device of a person in once more that has a home already.
///
/// # Errors
/// When a step fails, or the two devices show different words.
pub fn linked_again(first: &Person, device: &Person) -> io::Result<()> {
    link(first, device, &["--again"], "")
}

fn link(first: &Person, device: &Person, how: &[&str], kit: &str) -> io::Result<()> {
    let code = first.json(&["device", "add"])?;
    let code = code["code"].as_str().unwrap_or_default();
    let joining = device.command(&[&["device", "join", code, "--json"], how].concat())?.spawn()?;
    let asked = first.json(&["device", "confirm"])?;
    let mut confirm = vec!["device", "confirm", "--answer", "yes"];
    if !kit.is_empty() {
        confirm.extend(["--kit", "-"]);
    }
    let (added, code) = first.json_with(&confirm, kit)?;
    let output = joining.wait_with_output()?;
    let joined: Value = serde_json::from_slice(&output.stdout).map_err(io::Error::other)?;
    if code != 0 || joined["complete"] != true || joined["words"] != asked["words"] {
        let home = device.home.display();
        return Err(io::Error::other(format!("linking {home}: {asked} {added} {joined}")));
    }
    Ok(())
}

/// The text of every file in a folder and in those below it.
///
/// # Errors
/// When one cannot be read.
pub fn everything_below(folder: &Path) -> io::Result<String> {
    let mut all = String::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            all.push_str(&everything_below(&path)?);
        } else {
            all.push_str(&String::from_utf8_lossy(&fs::read(&path)?));
        }
    }
    Ok(all)
}

/// Copies a folder with everything in it.
///
/// # Errors
/// When a file cannot be copied.
pub fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    // A home is for its owner only, wherever it lies.
    fs::set_permissions(to, fs::metadata(from)?.permissions())?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Numbers that look random and repeat for a seed.
#[derive(Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// A number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % bound.max(1)
    }

    /// Puts a list into a random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            let other = self.below(at + 1);
            list.swap(at, other);
        }
    }
}
