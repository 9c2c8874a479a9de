//! A notebook as a JSON file: what both see, and in a file of another kind what only we see. What is written reads back as
//! exactly the same; a file of which anything is not understood is refused as a whole, with the place.
//! docs/decisions/0038, docs/json/README.md.

mod exact;

use std::collections::BTreeMap;

use agenda::{Document, Member, Pair, PersonalModel, PrivateModel, Question, Template};
use jiff::Timestamp;
use language::say;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use self::exact::first_difference;
use crate::editing::hex_heads;
use crate::facts::{hex, internal};
use crate::fail::{Exit, Fail};

/// The longest file that is read.
pub const NOTEBOOK_BYTES_MAX: usize = 32 * 1024 * 1024;

/// What both people see.
#[derive(Serialize, Deserialize)]
pub(crate) struct SharedFile {
    pub(crate) v: u32,
    pub(crate) kind: String,
    #[serde(flatten)]
    pub(crate) about: AboutFile,
    pub(crate) shared: Pair,
}

/// What only its owner sees about one person.
#[derive(Serialize, Deserialize)]
pub(crate) struct PrivateFile {
    pub(crate) v: u32,
    pub(crate) kind: String,
    #[serde(flatten)]
    pub(crate) about: AboutFile,
    pub(crate) private: PrivateModel,
}

/// What its owner keeps about nobody: questions and templates of one's own.
#[derive(Serialize, Deserialize)]
pub(crate) struct OwnFile {
    pub(crate) v: u32,
    pub(crate) kind: String,
    pub(crate) exported: Timestamp,
    pub(crate) questions: BTreeMap<agenda::ItemId, Question>,
    pub(crate) templates: BTreeMap<agenda::ItemId, Template>,
}

/// Whose notebook it is, and what it was made of.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct AboutFile {
    /// When it was made.
    pub(crate) exported: Timestamp,
    /// The name of the other person.
    pub(crate) person: String,
    /// Which of the two its maker was.
    pub(crate) you: Member,
    /// The pair's stream in hex, once there was one.
    pub(crate) pair: Option<String>,
    /// The documents that it was made of, by name.
    pub(crate) documents: BTreeMap<String, DocumentState>,
}

/// Which document, and how far it was.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct DocumentState {
    /// Its id in hex.
    pub(crate) id: String,
    /// The hashes of its last changes in hex.
    pub(crate) heads: Vec<String>,
}

/// A file that was read.
pub(crate) enum NotebookFile {
    /// What both see.
    Shared(Box<SharedFile>),
    /// What only we see.
    Private(Box<PrivateFile>),
    /// What we keep about nobody.
    Own(OwnFile),
}

impl SharedFile {
    pub(crate) fn new(about: AboutFile, shared: Pair) -> Self {
        Self { v: VERSION, kind: SHARED.to_owned(), about, shared }
    }
}

impl PrivateFile {
    pub(crate) fn new(about: AboutFile, private: PrivateModel) -> Self {
        Self { v: VERSION, kind: PRIVATE.to_owned(), about, private }
    }
}

impl OwnFile {
    pub(crate) fn new(exported: Timestamp, personal: &PersonalModel) -> Self {
        let PersonalModel { questions, templates, .. } = personal.clone();
        Self { v: VERSION, kind: OWN.to_owned(), exported, questions, templates }
    }

    /// Whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.questions.is_empty() && self.templates.is_empty()
    }
}

impl DocumentState {
    pub(crate) fn of(document: &Document) -> Self {
        Self { id: hex(document.id().as_bytes()), heads: hex_heads(document) }
    }
}

/// Whether bytes look like a JSON object rather than a text or a sealed file.
#[must_use]
pub fn looks_like_json(bytes: &[u8]) -> bool {
    without_mark(bytes).iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// The bytes of a file.
pub(crate) fn write(file: &impl Serialize) -> Result<Vec<u8>, Fail> {
    let mut bytes = serde_json::to_vec_pretty(file).map_err(|_| internal(say!("internal-export")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads a file of any of the kinds.
pub(crate) fn read(bytes: &[u8]) -> Result<NotebookFile, Fail> {
    let bytes = without_mark(bytes);
    let head: Head = parse(bytes)?;
    match head.v {
        Some(version) if version > u64::from(VERSION) => {
            return Err(Fail::new(Exit::Failed, "newer_file", say!("newer-file"))
                .because(say!("newer-file-format", found = version))
                .because(say!("nothing-changed"))
                .attempt(say!("try-newer-version")));
        }
        Some(version) if version == u64::from(VERSION) => {}
        _ => return Err(not_ours()),
    }
    match head.kind.as_deref() {
        Some(SHARED) => Ok(NotebookFile::Shared(Box::new(exactly(bytes)?))),
        Some(PRIVATE) => Ok(NotebookFile::Private(Box::new(exactly(bytes)?))),
        Some(OWN) => Ok(NotebookFile::Own(exactly(bytes)?)),
        _ => Err(not_ours()),
    }
}

/// What every JSON of ours begins with; the rest is looked at later.
#[derive(Deserialize)]
struct Head {
    v: Option<u64>,
    kind: Option<String>,
}

/// Reads all of it: whatever would be dropped or changed by reading is a reason to refuse the file.
fn exactly<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> Result<T, Fail> {
    let file: T = parse(bytes)?;
    let given: serde_json::Value = parse(bytes)?;
    let understood = serde_json::to_value(&file).map_err(|_| internal(say!("internal-export")))?;
    match first_difference(&given, &understood) {
        None => Ok(file),
        Some(place) => Err(refused(&say!("json-not-understood", place = place))),
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fail> {
    serde_json::from_slice(bytes).map_err(|error| {
        // Its own words may quote the file.
        let (line, column) = (error.line(), error.column());
        refused(&match error.classify() {
            serde_json::error::Category::Eof => say!("json-ends", line = line, column = column),
            serde_json::error::Category::Data => say!("json-wrong-data", line = line, column = column),
            _ => say!("json-broken", line = line, column = column),
        })
    })
}

pub(crate) fn refused(why: &str) -> Fail {
    Fail::new(Exit::Usage, "bad_import", say!("import-unreadable", error = why))
        .because(say!("nothing-changed"))
        .attempt(say!("json-try-again"))
}

fn not_ours() -> Fail {
    Fail::new(Exit::Usage, "bad_import", say!("json-not-ours"))
        .because(say!("nothing-changed"))
        .attempt("entre export OUT --format json")
}

/// Some editors put a mark before the text.
fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes)
}

/// Raised when a file of before would be read wrongly, not when something is added.
const VERSION: u32 = 1;
const SHARED: &str = "export";
const PRIVATE: &str = "export_private";
const OWN: &str = "export_own";

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the bytes are: a file or a refusal, and never a panic. What is read says what the bytes say.
    #[test]
    fn any_bytes_are_a_whole_notebook_or_refused() {
        let about = AboutFile {
            exported: Timestamp::UNIX_EPOCH,
            person: "Sam Okoro".to_owned(),
            you: Member::Manager,
            pair: None,
            documents: BTreeMap::new(),
        };
        let id = agenda::ItemId::derived("action");
        let action = r#"{"text":"Ask","owner":"report","due":"2026-11-27","state":"done|2026-11-24|report",
            "by":"manager","at":"2026-11-17T09:00:00Z","position":"80","from_topic":null,"from_occurrence":"2026-11-17",
            "note":"é","alive":true,"deleted":null,"conflicts":[]}"#;
        let mut pair = Pair::default();
        pair.core.actions.insert(id, serde_json::from_str(action).unwrap());
        let sound = write(&SharedFile::new(about, pair)).unwrap();
        assert!(matches!(read(&sound), Ok(NotebookFile::Shared(_))));
        let mut understood = 0;
        // The last byte ends the last line.
        for place in 0..sound.len() - 1 {
            assert!(read(&sound[..place]).is_err(), "cut at {place}");
            for byte in [b'"', b'0', b'{', b',', b' ', 0xff, sound[place] ^ 1] {
                let mut bytes = sound.clone();
                bytes[place] = byte;
                if read(&bytes).is_ok() {
                    understood += 1;
                }
            }
        }
        // A digit or a letter inside a text is another text, and no defect.
        assert!(understood > 10, "{understood}");
        let deep = format!("{{\"v\":1,\"kind\":\"export\",\"shared\":{}", "[".repeat(100_000));
        assert!(read(deep.as_bytes()).is_err());
    }
}
