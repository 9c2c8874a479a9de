//! Writes that wait, in turns: one of each lane, then the next of each. So whoever floods waits behind the own flood.
//!
//! No threads and no clock. When there is no more room, the lane that holds most loses what it queued last.

use std::collections::{HashMap, VecDeque};

use wire::StreamId;

use crate::wakes::ConnectionId;

/// Whose turn it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Lane {
    /// All who put into one stream.
    Stream(StreamId),
    /// One connection, for what belongs to no stream yet: openings and mailboxes.
    Connection(ConnectionId),
    /// The relay's own writes.
    House,
}

/// Items that wait.
#[derive(Debug)]
pub(crate) struct Turns<T> {
    lanes: HashMap<Lane, Waiting<T>>,
    /// The lanes in the order of their turns. Invariant: exactly those that hold something.
    order: VecDeque<Lane>,
    weight: usize,
    weight_max: usize,
}

#[derive(Debug)]
struct Waiting<T> {
    items: VecDeque<(usize, T)>,
    weight: usize,
}

impl<T> Turns<T> {
    /// Room for items of `weight_max` bytes together.
    pub(crate) fn new(weight_max: usize) -> Self {
        Self { lanes: HashMap::new(), order: VecDeque::new(), weight: 0, weight_max }
    }

    /// Queues an item of so many bytes; gives back what had to make room, which may be the item itself.
    pub(crate) fn push(&mut self, lane: Lane, bytes: usize, item: T) -> Vec<T> {
        // A small item takes memory and time, too: this limits their number.
        let weight = bytes.max(WEIGHT_MIN);
        let waiting = self.lanes.entry(lane).or_insert_with(|| {
            self.order.push_back(lane);
            Waiting { items: VecDeque::new(), weight: 0 }
        });
        waiting.items.push_back((weight, item));
        waiting.weight += weight;
        self.weight += weight;
        let mut displaced = Vec::new();
        while self.weight > self.weight_max {
            let Some(item) = self.displace() else { break };
            displaced.push(item);
        }
        displaced
    }

    /// The item whose turn it is.
    pub(crate) fn next(&mut self) -> Option<T> {
        let lane = self.order.pop_front()?;
        let waiting = self.lanes.get_mut(&lane)?;
        let (weight, item) = waiting.items.pop_front()?;
        waiting.weight -= weight;
        self.weight -= weight;
        if waiting.items.is_empty() {
            self.lanes.remove(&lane);
        } else {
            self.order.push_back(lane);
        }
        Some(item)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Takes the last item of the heaviest lane.
    fn displace(&mut self) -> Option<T> {
        let (lane, waiting) = self.lanes.iter_mut().max_by_key(|(_, waiting)| waiting.weight)?;
        let (weight, item) = waiting.items.pop_back()?;
        waiting.weight -= weight;
        self.weight -= weight;
        if waiting.items.is_empty() {
            let lane = *lane;
            self.lanes.remove(&lane);
            self.order.retain(|other| *other != lane);
        }
        Some(item)
    }
}

/// What an item counts for at least, in bytes.
pub(crate) const WEIGHT_MIN: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(number: u64) -> Lane {
        Lane::Connection(ConnectionId(number))
    }

    fn rest(turns: &mut Turns<u32>) -> Vec<u32> {
        std::iter::from_fn(|| turns.next()).collect()
    }

    #[test]
    fn a_flood_waits_behind_itself_and_each_lane_keeps_its_order() {
        let mut turns = Turns::new(1000 * WEIGHT_MIN);
        (0..100).for_each(|number| assert!(turns.push(lane(1), 10, number).is_empty()));
        (200..203).for_each(|number| assert!(turns.push(lane(2), 10, number).is_empty()));
        assert!(turns.push(lane(3), 10, 300).is_empty());
        let order = rest(&mut turns);
        assert_eq!(order[..8], [0, 200, 300, 1, 201, 2, 202, 3]);
        assert_eq!(order[8..], (4..100).collect::<Vec<_>>());
        assert!(turns.is_empty() && turns.weight == 0 && turns.lanes.is_empty());
    }

    #[test]
    fn whoever_holds_most_makes_room_and_a_newcomer_is_let_in() {
        let mut turns = Turns::new(10 * WEIGHT_MIN);
        (0..10).for_each(|number| assert!(turns.push(lane(1), 1, number).is_empty()));
        assert_eq!(turns.push(lane(1), 1, 10), [10], "the flood itself is refused");
        assert_eq!(turns.push(lane(2), 1, 20), [9]);
        assert_eq!(turns.push(lane(3), 3 * WEIGHT_MIN, 30), [8, 7, 6], "room is counted in bytes");
        assert_eq!(turns.push(lane(4), 20 * WEIGHT_MIN, 40), [40], "what never fits displaces nobody");
        assert_eq!(rest(&mut turns), [0, 20, 30, 1, 2, 3, 4, 5]);
        assert_eq!(turns.weight, 0);
    }
}
