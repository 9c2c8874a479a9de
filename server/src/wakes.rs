//! Who wants to hear of which stream. A wake-up carries no data and coalesces per author, so that a slow reader costs
//! nothing and never holds up others (docs/protocol.md §8.1).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use wire::{AuthorId, StreamId};

use crate::storage::News;

/// Numbers the connections of one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ConnectionId(pub(crate) u64);

/// All subscriptions of this relay.
#[derive(Debug, Default)]
pub(crate) struct Wakes {
    streams: Mutex<HashMap<StreamId, Vec<Subscriber>>>,
}

type Subscriber = (ConnectionId, Arc<Bell>);

/// What waits for one subscriber.
#[derive(Debug, Default)]
struct Bell {
    waiting: Mutex<Waiting>,
    rung: Notify,
}

/// News that a subscriber has not taken yet.
#[derive(Debug, Default)]
pub(crate) struct Waiting {
    pub(crate) heads: BTreeMap<AuthorId, u64>,
    pub(crate) access_changed: bool,
}

/// One connection's interest in one stream; ends when dropped.
#[derive(Debug)]
pub(crate) struct Subscription {
    wakes: Arc<Wakes>,
    stream: StreamId,
    connection: ConnectionId,
    bell: Arc<Bell>,
}

impl Wakes {
    pub(crate) fn subscribe(self: &Arc<Self>, stream: StreamId, connection: ConnectionId) -> Subscription {
        let bell = Arc::new(Bell::default());
        locked(&self.streams).entry(stream).or_default().push((connection, Arc::clone(&bell)));
        Subscription { wakes: Arc::clone(self), stream, connection, bell }
    }

    /// Tells everybody but the connection that made the news. A change of the access list concerns that one, too.
    pub(crate) fn publish(&self, news: &News, by: ConnectionId) {
        let streams = locked(&self.streams);
        let Some(subscribers) = streams.get(&news.stream) else { return };
        for (connection, bell) in subscribers {
            if *connection == by && !news.access_changed {
                continue;
            }
            let mut waiting = locked(&bell.waiting);
            if *connection != by {
                let seq = waiting.heads.entry(news.author).or_default();
                *seq = news.seq.max(*seq);
            }
            waiting.access_changed |= news.access_changed;
            drop(waiting);
            bell.rung.notify_one();
        }
    }
}

impl Subscription {
    /// Waits until there is news. Safe to cancel: what waits stays.
    pub(crate) async fn rung(&self) {
        self.bell.rung.notified().await;
    }

    pub(crate) fn take(&self) -> Waiting {
        std::mem::take(&mut *locked(&self.bell.waiting))
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut streams = locked(&self.wakes.streams);
        if let Some(subscribers) = streams.get_mut(&self.stream) {
            subscribers.retain(|(connection, _)| *connection != self.connection);
            if subscribers.is_empty() {
                streams.remove(&self.stream);
            }
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
