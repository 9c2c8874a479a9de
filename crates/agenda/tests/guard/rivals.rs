//! A partner with a changed program may say two things in one place of a row, and let what the first one builds on come
//! later. What stands then is the same for everybody, in whatever order the rows arrive. docs/protocol.md §12.6

use agenda::guard::{Guard, Offer, change_hash};
use automerge::Automerge;

use crate::craft::Parts;
use crate::replica::{self, Dice, genesis, rederive};

const AUTHORS: usize = 3;

#[derive(Clone)]
struct Said {
    author: usize,
    chunk: Vec<u8>,
}

fn actor(author: usize) -> [u8; 16] {
    [author as u8 + 1; 16]
}

/// A change of an author that writes a key of its own.
fn put(
    author: usize,
    key: usize,
    start_operation: u64,
    sequence: u64,
    dependencies: Vec<[u8; 32]>,
) -> Vec<u8> {
    let mut parts = Parts::put(actor(author), start_operation, dependencies)
        .column(0x15, &[b"\x7f\x03k".as_slice(), format!("{key:02}").as_bytes()].concat());
    parts.sequence = sequence;
    parts.bytes()
}

/// One device, and what it was offered and could not decide.
struct Device {
    document: Automerge,
    waits: Vec<Said>,
    refused: Vec<Vec<u8>>,
}

impl Device {
    fn new() -> Self {
        Self { document: replica::with(&[genesis()]), waits: Vec::new(), refused: Vec::new() }
    }

    /// Takes these, with what waits before them, as the engine of `sync` does; what is refused is not offered again.
    fn take(&mut self, new: &[Said]) {
        self.waits.extend_from_slice(new);
        let offers: Vec<Offer<'_>> =
            self.waits.iter().map(|said| Offer { actor: actor(said.author), change: &said.chunk }).collect();
        let admitted = Guard::new(&self.document).admit_all(&self.document, &rederive, &offers);
        assert_eq!(
            admitted.applied.len() + admitted.refused.len() + admitted.parked.len() + admitted.known.len(),
            offers.len(),
            "each is decided or waits"
        );
        let refused = admitted.refused.iter().map(|(place, _)| self.waits[*place].chunk.clone());
        self.refused.extend(refused);
        self.waits = admitted.parked.iter().map(|(place, _)| self.waits[*place].clone()).collect();
        if let Some(document) = admitted.document {
            self.document = document;
        }
    }

    fn outcome(mut self) -> (Vec<automerge::ChangeHash>, Vec<Vec<u8>>, Vec<Vec<u8>>) {
        let mut heads = self.document.get_heads();
        heads.sort_unstable();
        self.refused.sort_unstable();
        let mut waits: Vec<Vec<u8>> = self.waits.into_iter().map(|said| said.chunk).collect();
        waits.sort_unstable();
        (heads, self.refused, waits)
    }
}

#[test]
fn of_two_in_one_place_the_first_said_stands_even_if_what_it_builds_on_comes_last() {
    let elsewhere = put(1, 0, 5, 1, vec![change_hash(&genesis())]);
    let second = put(0, 2, 5, 1, vec![change_hash(&genesis())]);
    for sound in [true, false] {
        let start = if sound { 6 } else { 7 };
        let first = put(0, 1, start, 1, vec![change_hash(&elsewhere)]);
        let said = |author: usize, chunk: &Vec<u8>| Said { author, chunk: chunk.clone() };
        let [elsewhere, first, second] = [said(1, &elsewhere), said(0, &first), said(0, &second)];

        let mut late = Device::new();
        late.take(&[first.clone(), second.clone()]);
        assert_eq!(late.waits.len(), 2, "the second waits until it is clear what becomes of the first");
        late.take(std::slice::from_ref(&elsewhere));
        let mut fresh = Device::new();
        fresh.take(&[elsewhere, first.clone(), second.clone()]);
        let (late, fresh) = (late.outcome(), fresh.outcome());
        assert_eq!(late, fresh);
        assert_eq!(late.1, [if sound { second.chunk } else { first.chunk }]);
    }
}

#[test]
fn whoever_says_two_things_in_one_place_leaves_the_same_document_in_whatever_order_it_arrives() {
    let mut rivals = 0;
    for seed in 0..400 {
        let dice = &mut Dice::new(seed);
        let mut said: Vec<Said> = Vec::new();
        // Of each change: its author, its number, its last operation.
        let mut made: Vec<([u8; 32], usize, u64, u64)> = Vec::new();
        for key in 0..4 + dice.below(12) {
            let author = dice.below(AUTHORS);
            let own: Vec<_> = made.iter().filter(|(_, by, ..)| *by == author).collect();
            let last = own.get(dice.below(own.len() + 1)).map(|(hash, _, sequence, _)| (*hash, *sequence));
            let mut needs: Vec<[u8; 32]> = last.iter().map(|(hash, _)| *hash).collect();
            for _ in 0..dice.below(3) {
                needs.extend(made.get(dice.below(made.len())).map(|(hash, ..)| *hash));
            }
            needs.sort_unstable();
            needs.dedup();
            let behind = made.iter().filter(|(hash, ..)| needs.contains(hash)).map(|(.., end)| *end).max();
            if needs.is_empty() {
                needs.push(change_hash(&genesis()));
            }
            let unsound = u64::from(dice.below(8) == 0);
            let start = behind.unwrap_or(4) + 1 + unsound;
            let sequence = last.map_or(0, |(_, sequence)| sequence) + 1;
            let chunk = put(author, key, start, sequence, needs);
            made.push((change_hash(&chunk), author, sequence, start));
            said.push(Said { author, chunk });
        }
        // Some are lost: what builds on them waits for ever.
        said.retain(|_| dice.below(10) > 0);
        let mut whole = Device::new();
        whole.take(&said);
        whole.take(&[]);
        let expected = whole.outcome();
        rivals += usize::from(!expected.1.is_empty());
        for _ in 0..6 {
            let mut rows: Vec<Vec<Said>> = (0..AUTHORS)
                .map(|author| said.iter().rev().filter(|said| said.author == author).cloned().collect())
                .collect();
            let mut device = Device::new();
            while rows.iter().any(|row| !row.is_empty()) {
                let mut batch = Vec::new();
                for _ in 0..1 + dice.below(4) {
                    batch.extend(rows[dice.below(AUTHORS)].pop());
                }
                device.take(&batch);
            }
            device.take(&[]);
            assert_eq!(device.outcome(), expected, "seed {seed}");
        }
    }
    assert!(rivals > 200, "{rivals}");
}

/// After a repair a device can seal what builds on a change of its own that is lost, and then number anew.
#[test]
fn what_can_never_have_its_place_holds_up_nobody() {
    let first = put(0, 1, 5, 1, vec![change_hash(&genesis())]);
    let lost = put(0, 2, 6, 2, vec![change_hash(&first)]);
    let behind = put(0, 3, 7, 3, vec![change_hash(&lost)]);
    let anew = put(0, 4, 6, 2, vec![change_hash(&first)]);
    let then = put(0, 5, 7, 3, vec![change_hash(&anew)]);
    let said = [first, behind, anew, then].map(|chunk| Said { author: 0, chunk });
    let mut device = Device::new();
    said.iter().for_each(|said| device.take(std::slice::from_ref(said)));
    assert_eq!((device.waits.len(), device.refused.len()), (1, 0));
    let mut fresh = Device::new();
    fresh.take(&said);
    assert_eq!(fresh.outcome(), device.outcome());
}

/// It cannot stand, as what it builds on has its place. Nor does it ever say so: it waits.
#[test]
fn what_builds_on_its_own_rival_lets_neither_in_and_everything_else_goes_on() {
    let root = || vec![change_hash(&genesis())];
    let second = put(0, 1, 5, 1, root());
    let first = put(0, 2, 6, 1, vec![change_hash(&second)]);
    let other = put(1, 3, 5, 1, root());
    let said = [(0, first), (0, second), (1, other)].map(|(author, chunk)| Said { author, chunk });
    let mut fresh = Device::new();
    fresh.take(&said);
    let mut late = Device::new();
    said.iter().for_each(|said| late.take(std::slice::from_ref(said)));
    assert_eq!((fresh.waits.len(), fresh.refused.len()), (2, 0));
    assert_eq!(late.outcome(), fresh.outcome());
}
