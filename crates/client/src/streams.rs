//! Streams on this device: founding one, keeping what is known of it, and the keys to work in it.

use crypto::{Audience, Binding, DeviceId, Enrolment, Members, Own, Pair, Place, RootId, Roster, Statement};
use language::say;
use store::{Reader, RecordKind, Writer};
use sync::{Admission, Keys};
use wire::{AccessOp, AuthorId, Rights, SigningKey, StreamId, Verified};

use crate::entre::unhex_array;
use crate::facts::{self, AdmissionFacts, RecoveryFacts, StreamFacts, hex, internal, unhex};
use crate::fail::Fail;
use crate::keys::StreamSecrets;

/// A stream that this device has just opened, before anything is stored.
pub(crate) struct Founded {
    pub(crate) stream: StreamId,
    pub(crate) secrets: StreamSecrets,
    pub(crate) binding: Binding,
    /// Genesis, and the enrolment of our pseudonym: after it the genesis key is not needed any more.
    pub(crate) entrance: [Verified; 2],
}

/// Makes a stream with `genesis` as its first key.
pub(crate) fn founded(
    genesis: &SigningKey,
    nonce: [u8; 32],
    root: RootId,
    device: &SigningKey,
    rights: Rights,
) -> Result<Founded, Fail> {
    let broken = |_| internal(say!("internal-stream-closed"));
    let first = crypto::genesis_envelope(genesis, nonce).map_err(broken)?;
    let stream = first.header().stream;
    let secrets = StreamSecrets::random();
    let binding = own_binding(stream, root, device, &secrets)?;
    let author = crypto::author_of(genesis);
    let proof = AccessOp::prove(&secrets.pseudonym, &stream, &author, rights);
    let place = Place { stream, author, seq: 2, prev: first.id() };
    let subject = crypto::author_of(&secrets.pseudonym);
    let enrolment = crypto::enroll_envelope(&place, subject, rights, proof, genesis).map_err(broken)?;
    Ok(Founded { stream, secrets, binding, entrance: [first, enrolment] })
}

/// The binding of this device's newest key in a stream.
pub(crate) fn own_binding(
    stream: StreamId,
    root: RootId,
    device: &SigningKey,
    secrets: &StreamSecrets,
) -> Result<Binding, Fail> {
    let (generation, kem) = secrets.kems.last().ok_or_else(|| internal(say!("internal-stream-keyless")))?;
    Ok(Binding::make(stream, root, device, *generation, &secrets.pseudonym, &kem.public()))
}

/// Keeps a founded stream: its secrets, its facts, its first envelopes.
pub(crate) fn keep_founded(
    writer: &mut Writer<'_>,
    founded: &Founded,
    facts: &StreamFacts,
) -> Result<(), Fail> {
    founded.secrets.write(writer, &founded.stream)?;
    facts.write(writer, &founded.stream)?;
    for envelope in &founded.entrance {
        writer.insert_envelope(envelope, true)?;
        writer.set_standing(&founded.stream, &envelope.id(), &store::Standing::Applied)?;
    }
    Ok(())
}

/// What is first known of a founded stream.
pub(crate) struct StreamFactsNew<'a> {
    pub(crate) founded: &'a Founded,
    pub(crate) shared: bool,
    pub(crate) roots: &'a [RootId],
    pub(crate) statements: &'a [Statement],
}

impl StreamFactsNew<'_> {
    pub(crate) fn facts(&self, relay: Option<String>) -> StreamFacts {
        StreamFacts {
            shared: self.shared,
            relay,
            receipt: None,
            voucher: None,
            founder: true,
            genesis: hex(self.founded.entrance[0].as_bytes()),
            roots: self.roots.iter().map(|root| hex(root.as_bytes())).collect(),
            statements: self.statements.iter().map(|statement| hex(statement.as_bytes())).collect(),
            bindings: vec![hex(self.founded.binding.as_bytes())],
            admissions: Vec::new(),
            retire: Vec::new(),
            recovery: RecoveryFacts::default(),
            enter: None,
            tell: false,
            kem_since: None,
        }
    }
}

impl StreamFacts {
    pub(crate) fn read(reader: &Reader<'_>, stream: &StreamId) -> Result<Self, Fail> {
        facts::read(reader, RecordKind::Stream, stream.as_bytes())?
            .ok_or_else(|| internal(say!("internal-stream-unknown")))
    }

    pub(crate) fn write(&self, writer: &mut Writer<'_>, stream: &StreamId) -> Result<(), Fail> {
        facts::write(writer, RecordKind::Stream, stream.as_bytes(), self)
    }

    pub(crate) fn statements(&self) -> Result<Vec<Statement>, Fail> {
        parse_statements(&self.statements)
    }

    pub(crate) fn bindings(&self) -> Result<Vec<Binding>, Fail> {
        let parse =
            |text: &String| Binding::parse(&unhex(text)?).map_err(|_| internal(say!("internal-binding")));
        self.bindings.iter().map(parse).collect()
    }

    pub(crate) fn roots(&self) -> Result<Vec<RootId>, Fail> {
        self.roots.iter().map(|root| Ok(RootId::from(unhex_array::<32>(root)?))).collect()
    }

    pub(crate) fn genesis_bytes(&self) -> Result<Vec<u8>, Fail> {
        unhex(&self.genesis)
    }

    /// People who finished pairing, and devices that were linked, and wait to be let in.
    pub(crate) fn admissions<S: Keyed>(
        &self,
        stream: StreamId,
        own: RootId,
    ) -> Result<Vec<Admission<S>>, Fail> {
        let roots = self.roots()?;
        self.admissions.iter().map(|facts| facts.admission(stream, own, &roots)).collect()
    }

    /// Adds a statement, unless it is there.
    pub(crate) fn add_statement(&mut self, statement: &Statement) -> bool {
        let text = hex(statement.as_bytes());
        let new = !self.statements.contains(&text);
        if new {
            self.statements.push(text);
        }
        new
    }

    /// Adds a binding, unless it is there.
    pub(crate) fn add_binding(&mut self, binding: &Binding) -> bool {
        let text = hex(binding.as_bytes());
        let new = !self.bindings.contains(&text);
        if new {
            self.bindings.push(text);
        }
        new
    }
}

impl AdmissionFacts {
    /// A person, after a pairing.
    pub(crate) fn of(admission: &Admission<Pair>, root: RootId) -> Self {
        Self {
            roster: admission.roster.as_ref().map(|roster| hex(roster.as_bytes())).unwrap_or_default(),
            ..Self::device(root, &admission.statements, &admission.enrolments)
        }
    }

    /// A further device of a person who is in the stream.
    pub(crate) fn device(root: RootId, statements: &[Statement], enrolments: &[Enrolment]) -> Self {
        let enrolment = |enrolment: &Enrolment| {
            (hex(enrolment.binding.as_bytes()), enrolment.rights.byte(), hex(&enrolment.proof))
        };
        Self {
            root: hex(root.as_bytes()),
            statements: statements.iter().map(|statement| hex(statement.as_bytes())).collect(),
            enrolments: enrolments.iter().map(enrolment).collect(),
            roster: String::new(),
        }
    }

    fn admission<S: Keyed>(
        &self,
        stream: StreamId,
        own: RootId,
        known: &[RootId],
    ) -> Result<Admission<S>, Fail> {
        let broken = || internal(say!("internal-admission"));
        let enrolment = |(binding, rights, proof): &(String, u8, String)| {
            Ok(Enrolment {
                binding: Binding::parse(&unhex(binding)?).map_err(|_| broken())?,
                rights: Rights::from_byte(*rights).ok_or_else(broken)?,
                proof: unhex_array(proof)?,
            })
        };
        let mut roots = known.to_vec();
        roots.push(RootId::from(unhex_array::<32>(&self.root)?));
        let roster = match self.roster.as_str() {
            "" => None,
            roster => Some(Roster::parse(&unhex(roster)?).map_err(|_| broken())?),
        };
        Ok(Admission {
            members: S::members(stream, own, &roots),
            statements: parse_statements(&self.statements)?,
            enrolments: self.enrolments.iter().map(enrolment).collect::<Result<_, Fail>>()?,
            roster,
        })
    }
}

/// An audience whose keys can be put together from what is stored.
pub(crate) trait Keyed: Audience + Sized {
    fn members(stream: StreamId, own: RootId, roots: &[RootId]) -> Members<Self>;
}

impl Keyed for Own {
    fn members(stream: StreamId, own: RootId, _roots: &[RootId]) -> Members<Self> {
        Members::own(stream, own)
    }
}

impl Keyed for Pair {
    fn members(stream: StreamId, own: RootId, roots: &[RootId]) -> Members<Self> {
        match roots.iter().find(|root| **root != own) {
            Some(theirs) => Members::pair(stream, own, *theirs),
            None => Members::founder(stream, own),
        }
    }
}

/// The keys of one stream as stored.
pub(crate) fn stream_keys<S: Keyed>(
    reader: &Reader<'_>,
    stream: StreamId,
    root: RootId,
    device: DeviceId,
) -> Result<Keys<S>, Fail> {
    let facts = StreamFacts::read(reader, &stream)?;
    let StreamSecrets { pseudonym, kems } = StreamSecrets::read(reader, &stream)?;
    Ok(Keys {
        stream,
        root,
        device,
        pseudonym,
        kems,
        members: S::members(stream, root, &facts.roots()?),
        founder: facts.founder,
        statements: facts.statements()?,
        bindings: facts.bindings()?,
    })
}

/// The author under which this device writes in a stream.
pub(crate) fn own_author(reader: &Reader<'_>, stream: &StreamId) -> Result<AuthorId, Fail> {
    let secrets = StreamSecrets::read(reader, stream)?;
    Ok(crypto::author_of(&secrets.pseudonym))
}

/// The first envelope of a stream that we did not open ourselves, once it is here; else nothing.
pub(crate) fn genesis_of(reader: &Reader<'_>, stream: &StreamId) -> Result<Vec<u8>, Fail> {
    let first = |envelope: &wire::Envelope| {
        let header = envelope.header();
        let op = AccessOp::decode(envelope.body());
        header.kind == wire::Kind::Access && header.seq == 1 && matches!(op, Ok(AccessOp::Genesis { .. }))
    };
    let stored = reader.envelopes(stream, 0)?;
    Ok(stored
        .iter()
        .find(|stored| first(&stored.envelope))
        .map_or_else(Vec::new, |stored| stored.envelope.as_bytes().to_vec()))
}

/// All streams that are known here.
pub(crate) fn all(reader: &Reader<'_>) -> Result<Vec<(StreamId, StreamFacts)>, Fail> {
    let mut streams = Vec::new();
    for (key, bytes) in reader.records(RecordKind::Stream)? {
        // Keys of a stream lie beside its facts, under longer names.
        let Ok(id) = <[u8; 32]>::try_from(key.as_slice()) else { continue };
        streams.push((StreamId::from(id), facts::decode(&bytes)?));
    }
    Ok(streams)
}

fn parse_statements(texts: &[String]) -> Result<Vec<Statement>, Fail> {
    let parse =
        |text: &String| Statement::parse(&unhex(text)?).map_err(|_| internal(say!("internal-statement")));
    texts.iter().map(parse).collect()
}
