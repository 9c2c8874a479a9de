//! Looking a file over, from its pages to every value in it (docs/protocol.md §11). Nothing is changed, and one fault does
//! not hide the next.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Row;
use rusqlite::types::ValueRef;
use wire::Envelope;

use crate::error::StoreError;
use crate::store::Store;
use crate::transaction::{Place, Reader, Writer};

/// What was found. All lists are empty in a sound file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspection {
    /// The version of the file.
    pub version: u32,
    /// Its size in bytes, with its write-ahead log.
    pub bytes: u64,
    /// What SQLite says of its pages and indexes, at most 20 lines.
    pub pages: Vec<String>,
    /// How many sealed values there are.
    pub values: u64,
    /// How many of them do not open, by table. A table that cannot be read to its end counts once more.
    pub closed: BTreeMap<&'static str, u64>,
    /// How many envelopes there are.
    pub envelopes: u64,
    /// Rows of envelopes whose bytes are not what their author signed.
    pub forged: Vec<i64>,
    /// Rows of envelopes whose predecessor is not here.
    pub loose: Vec<i64>,
}

impl Inspection {
    /// Whether there is no fault.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let Self { version: _, bytes: _, pages, values: _, closed, envelopes: _, forged, loose } = self;
        pages.is_empty() && closed.is_empty() && forged.is_empty() && loose.is_empty()
    }
}

impl Store {
    /// Looks everything over. It takes as long as reading the whole file, twice.
    ///
    /// # Errors
    /// Only where nothing can be read at all: [`StoreError::Busy`], or what the disk says.
    pub fn inspect(&mut self) -> Result<Inspection, StoreError> {
        let bytes = self.bytes_on_disk();
        let reader = self.read()?;
        let mut found = Inspection { version: crate::schema::known(), bytes, ..Inspection::default() };
        found.pages = pages(&reader);
        for column in SEALED {
            open_all(&reader, column, &mut found);
        }
        chains(&reader, &mut found);
        Ok(found)
    }
}

fn pages(reader: &Reader<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    for check in ["PRAGMA integrity_check(20)", "PRAGMA foreign_key_check"] {
        let lines = reader.all(check, [], |row| {
            Ok(match row.get_ref(0)? {
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                _ => String::new(),
            })
        });
        match lines {
            Ok(lines) => faults.extend(lines.into_iter().filter(|line| line != "ok")),
            Err(_) => faults.push("the pages cannot be walked through".to_owned()),
        }
    }
    faults
}

impl Writer<'_> {
    /// Deletes envelopes by their rows: such as [`Inspection`] names. Says how many there were.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_away_envelopes(&mut self, rows: &BTreeSet<i64>) -> Result<usize, StoreError> {
        let mut away = 0;
        for row in rows {
            away += self.execute("DELETE FROM envelopes WHERE row = ?1", [row])?;
        }
        Ok(away)
    }

    /// Deletes rows that do not open, where what they hold follows from something else or is only told: the outbox (whose
    /// changes are in the documents, too), views, parked changes, journal, events. Says how many, by table.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put_away_closed(&mut self) -> Result<BTreeMap<&'static str, u64>, StoreError> {
        let mut away = BTreeMap::new();
        for sealed in SEALED {
            let Some(row_at) = sealed.row_at else { continue };
            let mut closed: Vec<i64> = Vec::new();
            self.each(sealed.sql, |row| {
                if !opens(self, sealed, row) {
                    closed.push(row.get(row_at)?);
                }
                Ok(())
            })?;
            for row in closed {
                self.execute(&format!("DELETE FROM {} WHERE row = ?1", sealed.table), [row])?;
                *away.entry(sealed.table).or_default() += 1;
            }
        }
        Ok(away)
    }
}

/// One sealed column: the query gives the value first, and `key` finds its place in the rest of the row.
struct Sealed {
    table: &'static str,
    column: &'static str,
    sql: &'static str,
    key: fn(&Row<'_>) -> rusqlite::Result<Vec<u8>>,
    /// Where the query gives the row's number, if such a row can be done without.
    row_at: Option<usize>,
}

fn opens(reader: &Reader<'_>, sealed: &Sealed, row: &Row<'_>) -> bool {
    let Sealed { table, column, key, .. } = *sealed;
    key(row)
        .map_err(StoreError::from)
        .and_then(|key| reader.unseal_column(Place { table, row: &key, column }, row, 0))
        .is_ok()
}

fn open_all(reader: &Reader<'_>, sealed: &Sealed, found: &mut Inspection) {
    let (mut values, mut closed) = (0, 0);
    let read = reader.each(sealed.sql, |row| {
        values += 1;
        closed += u64::from(!opens(reader, sealed, row));
        Ok(())
    });
    closed += u64::from(read.is_err());
    found.values += values;
    if closed > 0 {
        *found.closed.entry(sealed.table).or_default() += closed;
    }
}

fn chains(reader: &Reader<'_>, found: &mut Inspection) {
    let mut here = BTreeMap::new();
    let mut wanted = Vec::new();
    let read = reader.each("SELECT bytes, row, id FROM envelopes ORDER BY row", |row| {
        found.envelopes += 1;
        let number: i64 = row.get(1)?;
        let id: [u8; 32] = row.get(2)?;
        let bytes = row.get_ref(0)?.as_blob().map_err(|_| StoreError::Damaged)?;
        match Envelope::parse(bytes).and_then(Envelope::verify) {
            Ok(envelope) if *envelope.id().as_bytes() == id => {
                let header = envelope.header();
                here.insert(envelope.id(), (header.stream, header.author, header.seq));
                if header.seq > 1 {
                    let place = (header.stream, header.author, header.seq - 1);
                    wanted.push((number, envelope.id(), header.prev, place));
                }
            }
            _ => found.forged.push(number),
        }
        Ok(())
    });
    if read.is_err() {
        *found.closed.entry("envelopes").or_default() += 1;
    }
    // What follows a loose one is loose, too.
    loop {
        let (held, loose): (Vec<_>, Vec<_>) =
            wanted.into_iter().partition(|(_, _, prev, place)| here.get(prev) == Some(place));
        for (number, id, _, _) in &loose {
            here.remove(id);
            found.loose.push(*number);
        }
        if loose.is_empty() {
            break;
        }
        wanted = held;
    }
    found.loose.sort_unstable();
}

fn kind_and_key(row: &Row<'_>) -> rusqlite::Result<Vec<u8>> {
    Ok([&[row.get::<_, u8>(1)?], row.get::<_, Vec<u8>>(2)?.as_slice()].concat())
}

fn number(row: &Row<'_>) -> rusqlite::Result<Vec<u8>> {
    Ok(row.get::<_, i64>(1)?.to_be_bytes().to_vec())
}

fn two_numbers(row: &Row<'_>) -> rusqlite::Result<Vec<u8>> {
    let (document, change) = (row.get::<_, i64>(1)?, row.get::<_, i64>(2)?);
    Ok([document.to_be_bytes(), change.to_be_bytes()].concat())
}

fn two_ids(row: &Row<'_>) -> rusqlite::Result<Vec<u8>> {
    let (stream, document): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
    Ok([stream, document].concat())
}

/// Every sealed column of the current version. A test fills them all and closes them all, so that none is forgotten.
const SEALED: &[Sealed] = &[
    Sealed {
        table: "records",
        column: "value",
        sql: "SELECT value, kind, key FROM records WHERE kind != 9",
        key: kind_and_key,
        row_at: None,
    },
    // What the last sync learnt is learnt again.
    Sealed {
        table: "records",
        column: "value",
        sql: "SELECT value, kind, key, row FROM records WHERE kind = 9",
        key: kind_and_key,
        row_at: Some(3),
    },
    Sealed {
        table: "envelopes",
        column: "reason",
        sql: "SELECT reason, id FROM envelopes WHERE reason IS NOT NULL",
        key: |row| row.get(1),
        row_at: None,
    },
    Sealed {
        table: "outbox",
        column: "chunks",
        sql: "SELECT chunks, row FROM outbox",
        key: number,
        row_at: Some(1),
    },
    Sealed {
        table: "documents",
        column: "name",
        sql: "SELECT name, stream, document FROM documents",
        key: two_ids,
        row_at: None,
    },
    Sealed {
        table: "snapshots",
        column: "bytes",
        sql: "SELECT bytes, document FROM snapshots",
        key: number,
        row_at: None,
    },
    Sealed {
        table: "changes",
        column: "bytes",
        sql: "SELECT bytes, document, row FROM changes",
        key: two_numbers,
        row_at: None,
    },
    Sealed {
        table: "views",
        column: "bytes",
        sql: "SELECT v.bytes, d.stream, d.document, v.row FROM views AS v JOIN documents AS d ON d.row = v.document",
        key: two_ids,
        row_at: Some(3),
    },
    Sealed {
        table: "parked",
        column: "chunk",
        sql: "SELECT chunk, row FROM parked",
        key: number,
        row_at: Some(1),
    },
    Sealed {
        table: "journal",
        column: "entry",
        sql: "SELECT entry, row FROM journal",
        key: number,
        row_at: Some(1),
    },
    Sealed {
        table: "events",
        column: "event",
        sql: "SELECT event, row FROM events",
        key: number,
        row_at: Some(1),
    },
];
