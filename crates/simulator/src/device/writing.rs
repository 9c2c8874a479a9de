//! What people write on a device, online or not: into documents, or as items that say nothing.

use agenda::{DocumentName, Edit, ItemId, TopicEdit};
use sync::{actor_of, document_id};

use super::{Device, Stop, Weather, commit, refused};
use crate::Documents;
use crate::Plant;
use crate::counts::Work;
use crate::disk::Item;
use crate::edits::Hand;
use crate::failure::Failure;

/// What became of something that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrote {
    /// It is on the disk.
    Kept,
    /// Nothing was written, and the person knows.
    Nothing,
    /// The program was gone.
    Crashed,
}

impl Device {
    /// A program of its own writes and ends, as a command does.
    pub(crate) fn edit(
        &mut self,
        name: &DocumentName,
        now_ms: u64,
        weather: &mut Weather<'_>,
    ) -> Result<Wrote, Failure> {
        let done = match self.documents {
            Documents::Whole => self.edit_document(name, now_ms, weather),
            Documents::Opaque => self.edit_items(weather),
        };
        match done {
            Ok(true) => Ok(Wrote::Kept),
            Ok(false) | Err(Stop::Disk) => Ok(Wrote::Nothing),
            Err(Stop::Crash) => Ok(Wrote::Crashed),
            Err(Stop::Failure(failure)) => Err(failure),
        }
    }

    fn edit_items(&mut self, weather: &mut Weather<'_>) -> Result<bool, Stop> {
        let count = 1 + weather.dice.below(3);
        let items: Vec<Item> = (0..count).map(|_| self.new_item(weather)).collect();
        let rows = self.disk.next_row();
        let health = self.disk.health;
        let mut transaction = self.disk.begin();
        let written = transaction.items_written(&items);
        let done = match written {
            Ok(()) => commit(transaction, Work::Edit, weather),
            Err(_) => Err(refused(health, weather)),
        };
        // A crash right behind the commit takes nothing back.
        if self.counts_from(rows) {
            self.wrote.items.extend(items);
        }
        done.map(|()| true)
    }

    /// Whether what was written is there, and somebody has to get it.
    fn counts_from(&self, rows: i64) -> bool {
        !self.removed && (self.disk.next_row() > rows || self.plant == Some(Plant::FailureIgnored))
    }

    fn new_item(&mut self, weather: &mut Weather<'_>) -> Item {
        self.next_item += 1;
        let mut item: Item = weather.dice.bytes();
        item[0] = u8::try_from(self.number).unwrap_or(u8::MAX);
        item[1..9].copy_from_slice(&self.next_item.to_be_bytes());
        item
    }

    fn edit_document(
        &mut self,
        name: &DocumentName,
        now_ms: u64,
        weather: &mut Weather<'_>,
    ) -> Result<bool, Stop> {
        let stream = self.disk.seat.stream;
        let id = document_id(&stream, name);
        let actor = actor_of(&stream, &id, &self.disk.seat.author());
        let member = self.member();
        let now_ms = now_ms.saturating_add_signed(self.clock_ms);
        let rows = self.disk.next_row();
        let health = self.disk.health;
        let mut transaction = self.disk.begin();
        let mut document = transaction.load(&id, name);
        let edits = Hand { member, now_ms, dice: weather.dice }.edits(&document);
        // An edit can name something that the edit before it took away: then nothing was written.
        let Ok(changes) = document.apply_all(&actor, &edits) else { return Ok(false) };
        if changes.is_empty() {
            return Ok(false);
        }
        let written = transaction.edited(document, changes.concat());
        let done = match written {
            Ok(()) => commit(transaction, Work::Edit, weather),
            Err(_) => Err(refused(health, weather)),
        };
        if self.counts_from(rows) {
            self.wrote.changes.extend(changes.into_iter().map(|change| (name.clone(), change)));
            self.wrote.topics.extend(edits.iter().filter_map(added));
        }
        done.map(|()| true)
    }
}

fn added(edit: &Edit) -> Option<ItemId> {
    match edit {
        Edit::Topic { id, edit: TopicEdit::Add(_), .. } => Some(*id),
        Edit::Action { id, edit: agenda::ActionEdit::Add(_) } => Some(*id),
        _ => None,
    }
}
