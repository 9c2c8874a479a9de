//! Making again what follows from something else: documents and read models from envelopes and outbox, and a readable file
//! from a damaged one. What was written and is in no envelope is never thrown away (docs/protocol.md §11.1).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use agenda::{Document, DocumentId, DocumentName, Model, guard};
use crypto::{DeviceId, Own, Pair, RootId, StoreKey};
use language::say;
use serde::Serialize;
use store::{Salvaged, Store, StoreError, Writer};
use sync::{DocumentNames, Replica, actor_of, rebuild};
use wire::StreamId;
use zeroize::Zeroizing;

use crate::documents;
use crate::entre::{Entre, read_header};
use crate::exchange::{Taught, behind, refresh};
use crate::facts::{encode, internal};
use crate::fail::{Exit, Fail};
use crate::home::{Home, close_to_others};
use crate::ledger::{StoreLedger, unwritten};
use crate::streams::{all, own_author, stream_keys};
use crate::unlock::fetch_key;

/// One document, compared with what envelopes and outbox give.
#[derive(Default)]
pub(crate) struct Compared {
    /// Whether it, or its read model, was not what it has to be.
    pub(crate) differs: bool,
    /// Changes of this device that only the document held: they go out again.
    pub(crate) said_again: usize,
    /// Changes that stay although envelopes are missing on which they stand: those come again.
    pub(crate) kept: usize,
}

/// What a repair did.
#[derive(Debug, Default, Serialize)]
pub struct Repaired {
    /// The copy from before, if there was room for one.
    pub restore_point: Option<PathBuf>,
    /// Whether the file was written anew from what could be read of it.
    pub salvaged: bool,
    /// Rows that could not be read, or did not open, by table; each number is what is known at the least.
    pub lost: BTreeMap<&'static str, u64>,
    /// Envelopes that were put away, as they are not as signed or follow nothing: they come again from the relay or a file.
    pub put_away: usize,
    /// Documents that were made again.
    pub documents: usize,
    /// Changes of this device that were in no envelope any more and go out again.
    pub said_again: usize,
    /// Changes that stay although envelopes are missing on which they stand: those come again.
    pub kept: usize,
    /// Documents in which nothing can be written until the next exchange.
    pub behind: usize,
}

impl Entre {
    /// Repairs what is kept in a home, as far as it can be made again. Where the file itself is damaged, it is written
    /// anew, and the damaged one stays as a restore point.
    ///
    /// # Errors
    /// If too little can be read, another process has the store open, or there is no room to keep the damaged file:
    /// then everything stays as it is.
    pub fn repair_home(
        home: &Home,
        passphrase: &mut dyn FnMut() -> Result<Zeroizing<String>, Fail>,
    ) -> Result<Repaired, Fail> {
        close_to_others(home)?;
        let whole = match Self::open(home, passphrase) {
            Ok(mut entre) => entre.store.inspect()?.pages.is_empty().then_some(entre),
            Err(fail) if matches!(fail.code, "store_unreadable" | "store" | "internal") => None,
            Err(fail) => return Err(fail),
        };
        let Some(mut entre) = whole else { return Self::salvage(home, passphrase) };
        let restore_point = entre.store.keep_restore_point("repair")?;
        let mut repaired = Repaired { restore_point, ..Repaired::default() };
        entre.repair(&mut repaired).map_err(|fail| match fail.code {
            "store_altered" | "internal" => beyond_repair(&fail),
            _ => fail,
        })?;
        Ok(repaired)
    }

    /// Repairs what can be repaired in a store that opens.
    fn repair(&mut self, repaired: &mut Repaired) -> Result<(), Fail> {
        let found = self.store.inspect()?;
        let mut away: BTreeSet<i64> = found.forged.iter().copied().collect();
        away.extend(&found.loose);
        let (rows, lost) = self.store.write(|writer| -> Result<_, Fail> {
            Ok((writer.put_away_envelopes(&away)?, writer.put_away_closed()?))
        })?;
        repaired.put_away += rows;
        for (table, count) in lost {
            *repaired.lost.entry(table).or_default() += count;
        }
        let compared = self.remake(true)?;
        repaired.documents += compared.iter().filter(|document| document.differs).count();
        repaired.said_again += compared.iter().map(|document| document.said_again).sum::<usize>();
        repaired.kept += compared.iter().map(|document| document.kept).sum::<usize>();
        repaired.behind = self.count_behind()?;
        Ok(self.store.checkpoint()?)
    }

    /// Writes what can be read of a damaged store into a new file, which then takes its place.
    fn salvage(
        home: &Home,
        passphrase: &mut dyn FnMut() -> Result<Zeroizing<String>, Fail>,
    ) -> Result<Repaired, Fail> {
        let path = home.database();
        let header = read_header(home).map_err(|fail| beyond_repair(&fail))?;
        let key = fetch_key(home, &header.store_id, &header.unlock, passphrase)?;
        // Nobody else may be in it; the copy is made without the lock, which closing the copied file would end.
        drop(Store::alone(&path)?);
        let point = Store::keep_damaged(&path, "damaged")?.ok_or_else(no_room)?;
        let alone = Store::alone(&path)?;
        let new = path.with_extension("db.new");
        clear(&new);
        let tried = alone.salvage(&new).map_err(|error| match error {
            StoreError::Damaged => beyond_repair(&error.into()),
            error => error.into(),
        });
        let tried = tried.and_then(|salvaged| Self::finish_salvage(home, &new, &key, &salvaged));
        let mut repaired = match tried {
            Ok(repaired) => repaired,
            Err(fail) => {
                clear(&new);
                return Err(fail);
            }
        };
        alone.give_way_to(&new)?;
        repaired.restore_point = Some(point);
        Ok(repaired)
    }

    /// Only a file that opens again, and is somebody's, takes the place of the damaged one.
    fn finish_salvage(
        home: &Home,
        new: &Path,
        key: &StoreKey,
        salvaged: &Salvaged,
    ) -> Result<Repaired, Fail> {
        let key = StoreKey::from_bytes(*key.expose());
        let mut entre = Self::open_at(home, new, key).map_err(|fail| beyond_repair(&fail))?;
        let mut repaired = Repaired { salvaged: true, lost: salvaged.lost.clone(), ..Repaired::default() };
        entre.repair(&mut repaired).map_err(|fail| match fail.code {
            "disk_full" | "read_only" | "busy" => fail,
            _ => beyond_repair(&fail),
        })?;
        drop(entre);
        for suffix in ["-wal", "-shm"] {
            drop(fs::remove_file(store::beside(new, suffix)));
        }
        Ok(repaired)
    }

    /// How many documents lack changes of this device, so that nothing can be written into them.
    pub(crate) fn count_behind(&mut self) -> Result<usize, Fail> {
        let reader = self.store.read()?;
        let mut count = 0;
        for (stream, _) in all(&reader)? {
            count += behind::marked(&reader, &stream)?.len();
        }
        Ok(count)
    }

    /// Compares every document with what envelopes and outbox give now. Nothing is kept of it.
    pub(crate) fn compare(&mut self) -> Result<Vec<Compared>, Fail> {
        self.remake(false)
    }

    /// Makes documents and read models again, in one transaction, which is undone unless `keep`.
    fn remake(&mut self, keep: bool) -> Result<Vec<Compared>, Fail> {
        let (own, root, device) = (self.stream, self.root()?, self.device()?);
        let mut compared = Vec::new();
        let done = self.store.write(|writer| -> Result<(), Fail> {
            let streams = all(writer)?;
            let shared: Vec<StreamId> =
                streams.iter().filter(|(_, facts)| facts.shared).map(|(stream, _)| *stream).collect();
            for (stream, facts) in &streams {
                let stream = *stream;
                if facts.shared {
                    let names = DocumentNames::of_pair(&stream);
                    compared.extend(remake_stream::<Pair>(writer, stream, &names, (root, device), None)?);
                } else if stream == own {
                    let names = DocumentNames::of_person(&stream, shared.iter());
                    compared.extend(remake_stream::<Own>(writer, stream, &names, (root, device), None)?);
                }
            }
            if keep { Ok(()) } else { Err(Fail::new(Exit::Failed, NOT_KEPT, "")) }
        });
        match done {
            Err(fail) if fail.code == NOT_KEPT => Ok(compared),
            done => done.map(|()| compared),
        }
    }
}

/// One stream's documents, but for one that stays as it is: made again, then whatever only the former ones held is put back on top,
/// and those that lack changes of this device all the same are marked.
pub(crate) fn remake_stream<S: Taught>(
    writer: &mut Writer<'_>,
    stream: StreamId,
    names: &DocumentNames,
    (root, device): (RootId, DeviceId),
    stays: Option<&DocumentName>,
) -> Result<Vec<Compared>, Fail> {
    let mut replica = Replica::<S>::new(stream_keys(writer, stream, root, device)?);
    refresh(writer, &stream, &mut replica, &mut 0)?;
    let mut before: BTreeMap<DocumentId, Former> = BTreeMap::new();
    for id in writer.document_ids(&stream)? {
        let id = DocumentId::from_bytes(id);
        let Some(name) = names.name(&id) else { continue };
        let document = documents::load(writer, &stream, name).ok();
        let view = documents::view(writer, &stream, &id).ok().flatten();
        if document.is_none() {
            // It cannot be put back to its genesis either.
            writer.delete_document(&stream, id.as_bytes())?;
        }
        before.insert(id, Former { document, view });
    }
    let mut ledger = StoreLedger { writer, stream, names, now: None };
    rebuild(&mut replica, &mut ledger).map_err(unwritten)?;
    // Those that were not there at all differ, too.
    for id in writer.document_ids(&stream)? {
        before.entry(DocumentId::from_bytes(id)).or_default();
    }
    let author = own_author(writer, &stream)?;
    let said = said(writer, &stream, &replica)?;
    let none = BTreeSet::new();
    let mut compared = Vec::new();
    for (id, former) in before {
        let Some(name) = names.name(&id) else { continue };
        if let Some(former) = former.document.as_ref().filter(|_| stays == Some(name)) {
            documents::put_back(writer, &stream, former)?;
            continue;
        }
        let made = documents::load(writer, &stream, name)?;
        let ours = (actor_of(&stream, &id, &author), said.get(&id).unwrap_or(&none));
        compared.push(put_back(writer, stream, made, former, ours)?);
    }
    behind::mark(writer, &stream, names, &said)?;
    Ok(compared)
}

/// Changes of this device, by document.
pub(crate) type Changes = BTreeMap<DocumentId, BTreeSet<Vec<u8>>>;

/// The changes that stand in envelopes of this device, or wait to be sealed. They are said, also where they cannot be put
/// into a document before others' envelopes are here again.
fn said<S: Taught>(writer: &Writer<'_>, stream: &StreamId, replica: &Replica<S>) -> Result<Changes, Fail> {
    let mut chunks: Vec<([u8; 16], Vec<u8>)> =
        writer.outbox(stream)?.into_iter().map(|row| (row.document, row.chunks)).collect();
    for stored in writer.envelopes(stream, 0)?.into_iter().filter(|stored| stored.own) {
        chunks.extend(replica.changes_in(&stored.envelope.verified_before()));
    }
    let mut said = Changes::new();
    for (id, chunks) in chunks {
        let split = guard::split_chunks(&chunks).map_err(|_| internal(say!("internal-own-change")))?;
        said.entry(DocumentId::from_bytes(id)).or_default().extend(split.into_iter().map(<[u8]>::to_vec));
    }
    Ok(said)
}

/// A document as it was found.
#[derive(Default)]
struct Former {
    document: Option<Document>,
    view: Option<Model>,
}

fn put_back(
    writer: &mut Writer<'_>,
    stream: StreamId,
    made: Document,
    former: Former,
    (ours, said): ([u8; 16], &BTreeSet<Vec<u8>>),
) -> Result<Compared, Fail> {
    let id = *made.id();
    let mut compared = Compared::default();
    let heads = former.document.as_ref().map(Document::heads);
    let extra = former.document.map(|former| former.beyond(&made)).unwrap_or_default();
    let mut document = made;
    if !extra.is_empty() {
        let chunks: Vec<Vec<u8>> = extra.iter().map(|(_, chunk)| chunk.clone()).collect();
        let tail = chunks.iter().map(Vec::as_slice);
        document = Document::load(document.name().clone(), id, &document.save(), tail)
            .map_err(|_| internal(say!("internal-not-put-back")))?;
        documents::keep(writer, &stream, &document, &chunks)?;
        for (actor, chunk) in &extra {
            if actor.as_slice() == ours && !said.contains(chunk) {
                writer.push_outbox(&stream, id.as_bytes(), chunk)?;
                compared.said_again += 1;
            } else {
                compared.kept += 1;
            }
        }
    }
    compared.differs = heads != Some(document.heads()) || compared.said_again > 0;
    let model = document.model();
    if former.view.as_ref() != Some(&model) {
        compared.differs = true;
        if writer.document(&stream, id.as_bytes())?.is_some() {
            writer.put_view(&stream, id.as_bytes(), &encode(&model)?)?;
        }
    }
    Ok(compared)
}

fn clear(new: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        drop(fs::remove_file(store::beside(new, suffix)));
    }
}

fn no_room() -> Fail {
    Fail::new(Exit::Failed, "disk_full", say!("no-room-to-keep"))
        .because(say!("no-room-to-keep-why"))
        .attempt(say!("try-free-space"))
}

fn beyond_repair(fail: &Fail) -> Fail {
    Fail::new(Exit::Failed, "beyond_repair", say!("beyond-repair"))
        .because(fail.what.clone())
        .because(say!("beyond-repair-left"))
        .attempt(say!("beyond-repair-backup"))
        .attempt(say!("beyond-repair-kit"))
}

const NOT_KEPT: &str = "not_kept";
