//! Builds changes that no honest program writes.

use automerge::legacy::{self, ElementId, Key, ObjectId, OpId};
use automerge::{ActorId, Change, ExpandedChange};
use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// A number in its shortest unsigned form.
pub(crate) fn unsigned(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A chunk around a body, with the right length and checksum.
pub(crate) fn chunk(chunk_type: u8, body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![chunk_type];
    hashed.extend(unsigned(body.len() as u64));
    hashed.extend(body);
    let mut bytes = MAGIC.to_vec();
    bytes.extend(&Sha256::digest(&hashed)[..4]);
    bytes.extend(hashed);
    bytes
}

/// The body of a chunk that is sound as a frame.
pub(crate) fn body(chunk: &[u8]) -> &[u8] {
    let mut at = 9;
    while chunk[at] & 0x80 != 0 {
        at += 1;
    }
    &chunk[at + 1..]
}

/// The actor that a change names, if there is one at the usual place.
pub(crate) fn actor(chunk: &[u8]) -> Option<[u8; 16]> {
    let body = body(chunk);
    let start = 2 + 32 * usize::from(*body.first()?);
    body.get(start..start + 16)?.try_into().ok()
}

/// The parts of a change, so that a test can spoil exactly one of them.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) dependencies: Vec<[u8; 32]>,
    pub(crate) actor: Vec<u8>,
    pub(crate) sequence: u64,
    pub(crate) start_operation: u64,
    pub(crate) others: Vec<Vec<u8>>,
    pub(crate) columns: Vec<(u64, Vec<u8>)>,
    pub(crate) footer: Vec<u8>,
}

impl Parts {
    /// `key = true` in the root map, by one actor, after these dependencies.
    pub(crate) fn put(actor: [u8; 16], start_operation: u64, dependencies: Vec<[u8; 32]>) -> Self {
        Self {
            dependencies,
            actor: actor.to_vec(),
            sequence: 1,
            start_operation,
            others: Vec::new(),
            columns: vec![
                (0x15, b"\x7f\x03key".to_vec()),
                (0x34, vec![0x01]),
                (0x42, vec![0x7f, 0x01]),
                (0x56, vec![0x7f, 0x02]),
                (0x70, vec![0x7f, 0x00]),
            ],
            footer: Vec::new(),
        }
    }

    pub(crate) fn column(mut self, specification: u64, bytes: &[u8]) -> Self {
        self.columns.retain(|(column, _)| *column != specification);
        if !bytes.is_empty() {
            self.columns.push((specification, bytes.to_vec()));
            self.columns.sort();
        }
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut body = unsigned(self.dependencies.len() as u64);
        body.extend(self.dependencies.concat());
        body.extend(unsigned(self.actor.len() as u64));
        body.extend(&self.actor);
        body.extend(unsigned(self.sequence));
        body.extend(unsigned(self.start_operation));
        body.extend([0, 0]);
        body.extend(unsigned(self.others.len() as u64));
        for other in &self.others {
            body.extend(unsigned(other.len() as u64));
            body.extend(other);
        }
        body.extend(unsigned(self.columns.len() as u64));
        for (specification, bytes) in &self.columns {
            body.extend(unsigned(*specification));
            body.extend(unsigned(bytes.len() as u64));
        }
        for (_, bytes) in &self.columns {
            body.extend(bytes);
        }
        body.extend(&self.footer);
        chunk(1, &body)
    }
}

/// A change with other operations than the honest one that it is made from.
pub(crate) fn rewritten(honest: &[u8], rewrite: impl FnOnce(&mut ExpandedChange)) -> Vec<u8> {
    let change = Change::from_bytes(honest.to_vec()).expect("an honest change is readable");
    let mut expanded = change.decode();
    rewrite(&mut expanded);
    Change::from(expanded).raw_bytes().to_vec()
}

pub(crate) fn operation_id(counter: u64, actor: &[u8]) -> OpId {
    OpId::new(counter, &ActorId::from(actor))
}

/// An operation on a key.
pub(crate) fn on_key(
    object: ObjectId,
    key: &str,
    action: legacy::OpType,
    predecessors: Vec<OpId>,
) -> legacy::Op {
    legacy::Op {
        action,
        obj: object,
        key: Key::Map(key.into()),
        pred: predecessors.into_iter().collect(),
        insert: false,
    }
}

/// An operation on an element of a text.
pub(crate) fn on_element(
    object: ObjectId,
    element: ElementId,
    action: legacy::OpType,
    predecessors: Vec<OpId>,
    insert: bool,
) -> legacy::Op {
    legacy::Op {
        action,
        obj: object,
        key: Key::Seq(element),
        pred: predecessors.into_iter().collect(),
        insert,
    }
}
