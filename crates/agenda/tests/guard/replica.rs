//! People who write honestly and send each other what they wrote, through the guard.

use std::collections::BTreeMap;

use agenda::guard::{Admitted, Author, Guard};
use automerge::transaction::Transactable;
use automerge::{
    ActorId, Automerge, LoadOptions, ObjId, ObjType, ROOT, ReadDoc, ScalarValue, TextEncoding, Value,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::craft;

pub(crate) const GENESIS_ACTOR: [u8; 16] = [0xf0; 16];
const ITEMS: &str = "items";
const NOTES: &str = "notes";

pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.0.next_u64() % limit.max(1) as u64) as usize
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.0.next_u32() as u8
    }

    pub(crate) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
}

/// The actor of the slot change that every replica derives for this day.
pub(crate) fn slot_actor(day: u16) -> [u8; 16] {
    let mut actor = [0xf1; 16];
    actor[14..].copy_from_slice(&day.to_be_bytes());
    actor
}

pub(crate) fn genesis() -> Vec<u8> {
    let mut document = Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit);
    document.set_actor(ActorId::from(GENESIS_ACTOR));
    let mut transaction = document.transaction();
    transaction.put(ROOT, "v", 1_u64).unwrap();
    transaction.put_object(ROOT, ITEMS, ObjType::Map).unwrap();
    transaction.put_object(ROOT, "slots", ObjType::Map).unwrap();
    transaction.put_object(ROOT, NOTES, ObjType::Text).unwrap();
    transaction.commit();
    document.get_last_local_change().unwrap().raw_bytes().to_vec()
}

pub(crate) fn empty() -> Automerge {
    Automerge::new_with_encoding(TextEncoding::Utf16CodeUnit)
}

pub(crate) fn with(chunks: &[Vec<u8>]) -> Automerge {
    let mut document = empty();
    let changes = chunks.iter().map(|chunk| automerge::Change::from_bytes(chunk.clone()).unwrap());
    document.apply_changes(changes.collect::<Vec<_>>()).unwrap();
    document
}

pub(crate) fn slot(day: u16) -> Vec<u8> {
    let mut document = with(&[genesis()]);
    document.set_actor(ActorId::from(slot_actor(day)));
    let (_, slots) = document.get(ROOT, "slots").unwrap().unwrap();
    let mut transaction = document.transaction();
    let map = transaction.put_object(&slots, format!("day {day}"), ObjType::Map).unwrap();
    transaction.put_object(&map, NOTES, ObjType::Text).unwrap();
    transaction.commit();
    document.get_last_local_change().unwrap().raw_bytes().to_vec()
}

/// What everybody derives for a change with a fixed actor.
pub(crate) fn rederive(chunk: &[u8]) -> Option<Vec<u8>> {
    let actor = craft::actor(chunk)?;
    if actor == GENESIS_ACTOR {
        return Some(genesis());
    }
    (actor[..14] == [0xf1; 14]).then(|| slot(u16::from_be_bytes([actor[14], actor[15]])))
}

pub(crate) fn admit(guard: &Guard, document: &Automerge, actor: [u8; 16], changes: &[Vec<u8>]) -> Admitted {
    let author = Author { actor, rederive: &rederive };
    guard.admit(document, &author, changes)
}

pub(crate) struct Replica {
    pub(crate) actor: [u8; 16],
    pub(crate) document: Automerge,
    pub(crate) guard: Guard,
    /// Everything that this replica has made or taken, in that order.
    pub(crate) log: Vec<Vec<u8>>,
}

impl Replica {
    pub(crate) fn new(number: u8) -> Self {
        let mut document = with(&[genesis()]);
        let actor = [number; 16];
        document.set_actor(ActorId::from(actor));
        Self { actor, guard: Guard::new(&document), document, log: vec![genesis()] }
    }

    /// One user action, of any kind that the product has.
    pub(crate) fn act(&mut self, dice: &mut Dice) {
        match dice.below(12) {
            0..=1 => self.add_item(dice),
            2..=4 => self.edit_item(dice),
            5..=8 => self.type_text(dice),
            9 => self.open_slot(dice),
            10 => self.reload(),
            _ => self.many_at_once(dice),
        }
    }

    /// The other half of the replicas leave it to the guard to notice local changes.
    fn tells_its_guard(&self) -> bool {
        self.actor[0].is_multiple_of(2)
    }

    fn commit(&mut self, write: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) {
        let mut transaction = self.document.transaction();
        write(&mut transaction);
        if transaction.commit().0.is_some() {
            let change = self.document.get_last_local_change().unwrap();
            let chunk = change.raw_bytes().to_vec();
            if self.tells_its_guard() {
                self.guard.record(std::slice::from_ref(&chunk));
            }
            self.log.push(chunk);
        }
    }

    fn items(&self) -> ObjId {
        self.document.get(ROOT, ITEMS).unwrap().unwrap().1
    }

    fn add_item(&mut self, dice: &mut Dice) {
        let items = self.items();
        let key = format!("item {}", dice.below(12));
        let title = phrase(dice);
        self.commit(|transaction| {
            let item = transaction.put_object(&items, key, ObjType::Map).unwrap();
            transaction.put(&item, "title", title.as_str()).unwrap();
            transaction.put(&item, "alive", 1_u64).unwrap();
            transaction.put_object(&item, "c", ObjType::Map).unwrap();
            let body = transaction.put_object(&item, NOTES, ObjType::Text).unwrap();
            transaction.splice_text(&body, 0, 0, &title).unwrap();
        });
    }

    fn some_item(&self, dice: &mut Dice) -> Option<(String, ObjId)> {
        let items = self.items();
        let keys = self.document.keys(&items).collect::<Vec<_>>();
        let key = keys.get(dice.below(keys.len()))?.clone();
        let (_, item) = self.document.get(&items, &key).unwrap().unwrap();
        Some((key, item))
    }

    fn edit_item(&mut self, dice: &mut Dice) {
        let items = self.items();
        let Some((key, item)) = self.some_item(dice) else {
            return;
        };
        let field = ["title", "state", "due", "pos"][dice.below(4)];
        let value: ScalarValue = match dice.below(7) {
            0 => ScalarValue::Null,
            1 => (dice.below(2) == 0).into(),
            2 => ScalarValue::Uint(dice.below(100_000) as u64),
            3 => ScalarValue::Int(-(dice.below(100_000) as i64)),
            4 => ScalarValue::Timestamp(1_790_000_000_000 + dice.below(1_000_000) as i64),
            5 => ScalarValue::Bytes(vec![dice.byte(); dice.below(40)]),
            _ => phrase(dice).into(),
        };
        let what = dice.below(10);
        let title = phrase(dice);
        self.commit(|transaction| match what {
            0 => transaction.delete(&items, key).unwrap(),
            1 => transaction.delete(&item, "alive").unwrap(),
            2 | 3 => {
                let (_, comments) = transaction.get(&item, "c").unwrap().unwrap();
                let id = title.chars().take(3).chain(['!']).collect::<String>();
                let comment = transaction.put_object(&comments, id, ObjType::Map);
                transaction.put(comment.unwrap(), "body", title).unwrap();
            }
            4 => {
                transaction.put(&item, field, value.clone()).unwrap();
                transaction.put(&item, field, "and again").unwrap();
                transaction.delete(&item, field).unwrap();
                transaction.put(&item, field, value).unwrap();
            }
            _ => transaction.put(&item, field, value).unwrap(),
        });
    }

    fn texts(&self) -> Vec<ObjId> {
        let mut texts = vec![self.document.get(ROOT, NOTES).unwrap().unwrap().1];
        for parent in [ITEMS, "slots"] {
            let (_, parent) = self.document.get(ROOT, parent).unwrap().unwrap();
            for key in self.document.keys(&parent) {
                let (_, map) = self.document.get(&parent, key).unwrap().unwrap();
                if let Ok(Some((Value::Object(ObjType::Text), text))) = self.document.get(&map, NOTES) {
                    texts.push(text);
                }
            }
        }
        texts
    }

    fn type_text(&mut self, dice: &mut Dice) {
        let texts = self.texts();
        let text = texts[dice.below(texts.len())].clone();
        let len = self.document.length(&text);
        let at = dice.below(len + 1);
        let delete = dice.below(len - at + 1).min(dice.below(8)) as isize;
        let insert = if dice.below(4) == 0 { String::new() } else { phrase(dice) };
        self.commit(|transaction| {
            transaction.splice_text(&text, at, delete, &insert).unwrap();
        });
    }

    fn open_slot(&mut self, dice: &mut Dice) {
        let chunk = slot(dice.below(6) as u16);
        if self.log.contains(&chunk) {
            return;
        }
        let change = automerge::Change::from_bytes(chunk.clone()).unwrap();
        self.document.apply_changes([change]).unwrap();
        if self.tells_its_guard() {
            self.guard.record(std::slice::from_ref(&chunk));
        }
        self.log.push(chunk);
    }

    fn reload(&mut self) {
        let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
        let saved = self.document.save();
        self.document = Automerge::load_with_options(&saved, options).unwrap();
        self.document.set_actor(ActorId::from(self.actor));
        self.guard = Guard::new(&self.document);
    }

    fn many_at_once(&mut self, dice: &mut Dice) {
        let texts = self.texts();
        let edits = (0..dice.below(5))
            .map(|_| (texts[dice.below(texts.len())].clone(), phrase(dice)))
            .collect::<Vec<_>>();
        self.commit(|transaction| {
            for (text, insert) in edits {
                transaction.splice_text(&text, 0, 0, &insert).unwrap();
                let len = transaction.length(&text);
                transaction.splice_text(&text, len / 2, 1, "é").unwrap();
            }
            transaction.put(ROOT, "meta", "many").unwrap();
        });
    }

    /// Takes what another replica has, each author's changes in a call of their own, shuffled.
    pub(crate) fn take_from(&mut self, log: &[Vec<u8>], dice: &mut Dice) {
        let mut by_author: BTreeMap<[u8; 16], Vec<Vec<u8>>> = BTreeMap::new();
        for chunk in log {
            let author = craft::actor(chunk).unwrap();
            by_author.entry(author).or_default().push(chunk.clone());
        }
        let mut waiting = by_author.into_iter().collect::<Vec<_>>();
        while !waiting.is_empty() {
            let before = waiting.iter().map(|(_, chunks)| chunks.len()).sum::<usize>();
            for (author, chunks) in &mut waiting {
                dice.shuffle(chunks);
                let admitted = admit(&self.guard, &self.document, *author, chunks);
                assert_eq!(admitted.refused, vec![], "an honest change was refused");
                if let Some(document) = admitted.document {
                    self.document = document;
                    self.guard = admitted.guard;
                }
                let applied = admitted.applied.iter().map(|place| chunks[*place].clone());
                self.log.extend(applied);
                let parked = admitted.parked.iter().map(|(place, missing)| {
                    assert!(!missing.is_empty());
                    chunks[*place].clone()
                });
                *chunks = parked.collect();
            }
            waiting.retain(|(_, chunks)| !chunks.is_empty());
            let after = waiting.iter().map(|(_, chunks)| chunks.len()).sum::<usize>();
            assert!(after < before, "honest changes wait for ever");
        }
    }
}

fn phrase(dice: &mut Dice) -> String {
    const WORDS: [&str; 8] = ["review ", "Ümläut ", "👩‍👩‍👧 ", "aaaa", "ship it", "\n- ", "日本 ", "x"];
    (0..1 + dice.below(3)).map(|_| WORDS[dice.below(WORDS.len())]).collect()
}

/// Some people who write, now and then exchange everything, and lose nothing.
pub(crate) fn soak(seed: u64, people: u8, steps: usize) -> Vec<Replica> {
    let mut dice = Dice::new(seed);
    let mut replicas = (1..=people).map(Replica::new).collect::<Vec<_>>();
    for _ in 0..steps {
        let who = dice.below(replicas.len());
        if dice.below(8) == 0 {
            let from = dice.below(replicas.len());
            let log = replicas[from].log.clone();
            replicas[who].take_from(&log, &mut dice);
        } else {
            replicas[who].act(&mut dice);
        }
    }
    replicas
}
