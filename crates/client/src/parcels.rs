//! A file in place of a relay: what a stream holds goes into a parcel, and comes in at the other person or on another
//! device under the same rules as from a relay (docs/protocol.md §8.5).
//!
//! What a file brings says nothing of any relay: only what the other person's own envelopes cover is known to be theirs.

use std::collections::{BTreeMap, BTreeSet};

use crypto::{Own, Pair};
use jiff::Timestamp;
use language::say;
use serde::Serialize;
use wire::{AccessOp, AuthorId, Envelope, EnvelopeId, Kind, Parcel, ParcelError, Rights, StreamId, Verified};

use crate::duties;
use crate::entre::Entre;
use crate::exchange::{Exchanged, Line, Taught};
use crate::fail::{Exit, Fail};
use crate::notices::SafetyEvent;
use crate::other_words::parcel_error;
use crate::parting;
use crate::people::PersonRef;
use crate::syncing::Job;

/// What an export holds.
#[derive(Serialize)]
pub struct Packed {
    /// The file's bytes.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// How many envelopes.
    pub envelopes: usize,
    /// Whose notebooks.
    pub people: Vec<String>,
    /// Whether this person's own stream is in it, which only their own devices can use.
    pub own: bool,
    /// Changes that are not in it, as this device has to meet a relay before it can seal.
    pub unsealed: u64,
}

/// What an import brought.
#[derive(Debug, Default, Serialize)]
pub struct Unpacked {
    /// One entry per person whose notebook is in the file.
    pub people: Vec<PersonUnpacked>,
    /// Whether our own stream is in it.
    pub own: bool,
    /// Envelopes that were new here.
    pub new: usize,
    /// Envelopes that were here before.
    pub known: usize,
    /// Envelopes that wait for an earlier file: what stands before them is neither here nor in this one.
    pub missing: usize,
    /// Envelopes of streams that this device does not know, that ended or that stand still, and of keys that nobody let in.
    pub foreign: usize,
    /// Things to know.
    pub events: Vec<SafetyEvent>,
}

/// What an import brought of one person.
#[derive(Debug, Serialize)]
pub struct PersonUnpacked {
    /// Who.
    pub name: String,
    /// Envelopes that came in and took effect.
    pub received: usize,
    /// Whether there is something new of theirs to read.
    pub wrote: bool,
}

impl Entre {
    /// Everything of one person's notebook, or of all and of our own stream, as the bytes of a parcel. What waits is
    /// sealed before.
    ///
    /// # Errors
    /// If the person has no stream yet, all of it is longer than a parcel, or the store refuses.
    pub fn export_parcel(&mut self, person: Option<&PersonRef>, now: Timestamp) -> Result<Packed, Fail> {
        if let Some(person) = person
            && person.stream.is_none()
        {
            return Err(not_paired(&person.name));
        }
        let jobs = self.jobs()?.into_iter();
        let jobs: Vec<Job> =
            jobs.filter(|job| person.is_none_or(|person| person.stream == Some(job.stream))).collect();
        if jobs.is_empty() {
            return Err(Fail::new(Exit::Failed, "nothing_to_export", say!("nothing-to-export"))
                .because(say!("nothing-written"))
                .attempt(say!("nothing-to-export-try")));
        }
        self.seal_what_waits(now)?;
        if duties::owes_news(&self.store.read()?)? {
            // What the others' streams brought about is told in our own.
            self.seal_what_waits(now)?;
        }
        let mut envelopes: Vec<Envelope> = Vec::new();
        let mut packed =
            Packed { bytes: Vec::new(), envelopes: 0, people: Vec::new(), own: false, unsealed: 0 };
        self.store.write(|writer| -> Result<(), Fail> {
            for job in jobs {
                let stored = writer.envelopes(&job.stream, 0)?;
                parting::hand_out(writer, &job.stream)?;
                envelopes.extend(stored.into_iter().map(|stored| stored.envelope));
                packed.unsealed += writer.outbox_count(&job.stream)?;
                match job.person {
                    Some(name) => packed.people.push(name),
                    None => packed.own = true,
                }
            }
            Ok(())
        })?;
        packed.envelopes = envelopes.len();
        packed.bytes = Parcel::encode(envelopes.iter()).map_err(|_| {
            Fail::new(Exit::Failed, "too_long", say!("export-too-long"))
                .because(say!("export-limit", size = Parcel::BYTES_MAX / 1024 / 1024))
                .because(say!("nothing-written"))
                .attempt(say!("export-too-long-try"))
        })?;
        Ok(packed)
    }

    /// Takes in what a parcel holds of the streams that are known here. Done twice, it changes nothing the second time.
    ///
    /// # Errors
    /// If it is no parcel, is damaged, or the store refuses. Of a parcel that is not sound in all its parts, nothing is
    /// taken in.
    pub fn import_parcel(&mut self, bytes: &[u8], now: Timestamp) -> Result<Unpacked, Fail> {
        let mut streams: BTreeMap<StreamId, Vec<Verified>> = BTreeMap::new();
        for envelope in Parcel::decode(bytes).map_err(|error| parcel_fail(&error))? {
            streams.entry(envelope.header().stream).or_default().push(envelope);
        }
        let mut unpacked = Unpacked::default();
        let own = self.stream;
        if let Some(envelopes) = streams.remove(&own) {
            unpacked.own = true;
            match self.jobs()?.into_iter().find(|job| job.person.is_none()) {
                Some(job) => drop(self.unpack_stream::<Own>(job, envelopes, &mut unpacked, now)?),
                None => unpacked.foreign += envelopes.len(),
            }
            // Our own stream may have brought people.
            self.adopt_people(now)?;
        }
        for job in self.jobs()? {
            let (Some(name), Some(envelopes)) = (job.person.clone(), streams.remove(&job.stream)) else {
                continue;
            };
            let (received, wrote) = self.unpack_stream::<Pair>(job, envelopes, &mut unpacked, now)?;
            unpacked.people.push(PersonUnpacked { name, received, wrote });
        }
        if unpacked.new > 0 {
            self.try_again(&mut unpacked, now)?;
        }
        unpacked.foreign += streams.values().map(Vec::len).sum::<usize>();
        self.store.checkpoint()?;
        Ok(unpacked)
    }

    /// One stream's part of a parcel, a page at a time; each page in one transaction.
    fn unpack_stream<S: Taught>(
        &mut self,
        job: Job,
        envelopes: Vec<Verified>,
        unpacked: &mut Unpacked,
        now: Timestamp,
    ) -> Result<(usize, bool), Fail> {
        let Sorted { pages, known, missing, foreign } = self.sorted(&job.stream, envelopes)?;
        unpacked.known += known;
        unpacked.missing += missing;
        unpacked.foreign += foreign;
        let mut line = Line::<S>::new(self, job, now)?;
        for page in pages {
            unpacked.new += page.len();
            line.take_in(&page)?;
        }
        if line.has_parted() {
            line.say_again()?;
        }
        line.catch_up()?;
        line.learn()?;
        let exchanged = line.exchanged;
        unpacked.events.extend(exchanged.events);
        Ok((exchanged.received, exchanged.wrote))
    }

    /// What one stream taught may be what another one waited for.
    fn try_again(&mut self, unpacked: &mut Unpacked, now: Timestamp) -> Result<(), Fail> {
        for job in self.jobs()? {
            let exchanged = match job.person {
                Some(_) => self.look_again::<Pair>(job.clone(), now)?,
                None => self.look_again::<Own>(job.clone(), now)?,
            };
            unpacked.events.extend(exchanged.events);
            if exchanged.received == 0 {
                continue;
            }
            let (Some(name), received, wrote) = (job.person, exchanged.received, exchanged.wrote) else {
                continue;
            };
            match unpacked.people.iter_mut().find(|known| known.name == name) {
                Some(known) => {
                    known.received += received;
                    known.wrote |= wrote;
                }
                None => unpacked.people.push(PersonUnpacked { name, received, wrote }),
            }
        }
        self.adopt_people(now)
    }

    fn look_again<S: Taught>(&mut self, job: Job, now: Timestamp) -> Result<Exchanged, Fail> {
        let mut line = Line::<S>::new(self, job, now)?;
        line.take_in(&[])?;
        line.learn()?;
        Ok(line.exchanged)
    }

    /// Puts each envelope behind the one that it follows, as a relay would, and leaves out what a relay would not have
    /// taken: what follows nothing that is here, and what was signed by a key that nobody let in.
    fn sorted(&mut self, stream: &StreamId, mut envelopes: Vec<Verified>) -> Result<Sorted, Fail> {
        let reader = self.store.read()?;
        let stored = reader.envelopes(stream, 0)?;
        let mut here: BTreeMap<EnvelopeId, (AuthorId, u64)> = BTreeMap::new();
        let mut steps: Vec<&Envelope> = Vec::new();
        for envelope in stored.iter().map(|stored| &stored.envelope) {
            here.insert(envelope.id(), (envelope.header().author, envelope.header().seq));
            steps.push(envelope);
        }
        envelopes.sort_by_key(|envelope| envelope.header().seq);
        steps.extend(envelopes.iter().map(|envelope| &**envelope));
        let let_in = let_in(stream, &steps);
        let mut sorted = Sorted::default();
        let (mut page, mut page_bytes) = (Vec::new(), 0);
        for envelope in envelopes {
            let header = envelope.header();
            let place = (header.author, header.seq);
            if here.contains_key(&envelope.id()) {
                sorted.known += 1;
                continue;
            }
            if !let_in.contains(&header.author) {
                sorted.foreign += 1;
                continue;
            }
            if header.seq > 1 && here.get(&header.prev) != Some(&(header.author, header.seq - 1)) {
                sorted.missing += 1;
                continue;
            }
            here.insert(envelope.id(), place);
            page_bytes += envelope.as_bytes().len();
            page.push(envelope);
            if page_bytes > PAGE_BYTES {
                sorted.pages.push(std::mem::take(&mut page));
                page_bytes = 0;
            }
        }
        if !page.is_empty() {
            sorted.pages.push(page);
        }
        Ok(sorted)
    }
}

/// The part of a parcel that belongs to one stream.
#[derive(Default)]
struct Sorted {
    pages: Vec<Vec<Verified>>,
    known: usize,
    missing: usize,
    foreign: usize,
}

/// Every key that the steps of the access list have ever let in, from the genesis on. The list is a filter against
/// strangers and nothing else: who counts is decided when the envelopes are taken in.
fn let_in(stream: &StreamId, envelopes: &[&Envelope]) -> BTreeSet<AuthorId> {
    let mut enrolments: BTreeMap<AuthorId, Vec<AuthorId>> = BTreeMap::new();
    let mut open: Vec<AuthorId> = Vec::new();
    for envelope in envelopes.iter().filter(|envelope| envelope.header().kind == Kind::Access) {
        let author = envelope.header().author;
        match AccessOp::decode(envelope.body()) {
            Ok(AccessOp::Genesis { nonce }) if StreamId::derive(&author, &nonce) == *stream => {
                open.push(author);
            }
            Ok(step @ AccessOp::Enroll { subject, rights, .. })
                if rights.contains(Rights::READ) && step.verify_proof(stream, &author).is_ok() =>
            {
                enrolments.entry(author).or_default().push(subject);
            }
            _ => {}
        }
    }
    let mut let_in = BTreeSet::new();
    while let Some(author) = open.pop() {
        if let_in.insert(author) {
            open.extend(enrolments.get(&author).into_iter().flatten());
        }
    }
    let_in
}

fn not_paired(name: &str) -> Fail {
    Fail::new(Exit::Failed, "not_paired", say!("not-paired", name = name))
        .because(say!("not-paired-why"))
        .because(say!("nothing-written"))
        .attempt(say!("not-paired-try"))
}

fn parcel_fail(error: &ParcelError) -> Fail {
    let fail = match error {
        ParcelError::Foreign => Fail::new(Exit::Usage, "not_sealed", say!("not-sealed")),
        ParcelError::Newer { found } => Fail::new(Exit::Failed, "newer_file", say!("newer-file"))
            .because(say!("newer-file-format", found = found))
            .attempt(say!("try-newer-version")),
        ParcelError::TooLong => Fail::new(Exit::Usage, "too_long", say!("file-too-long"))
            .because(say!("file-limit", size = Parcel::BYTES_MAX / 1024 / 1024)),
        ParcelError::Truncated | ParcelError::Trailing => {
            Fail::new(Exit::Failed, "file_damaged", say!("file-damaged", error = parcel_error(error)))
                .attempt(say!("file-damaged-try"))
        }
        ParcelError::Envelope { .. } => {
            Fail::new(Exit::Safety, "file_damaged", say!("file-altered", error = parcel_error(error)))
                .attempt(say!("file-damaged-try"))
        }
    };
    fail.because(say!("nothing-taken-in"))
}

/// As much as a relay gives at a time.
const PAGE_BYTES: usize = 1024 * 1024;
