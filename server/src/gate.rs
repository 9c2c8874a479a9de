//! How many connections there may be, in all and from one address. Addresses live here, in memory, and nowhere else.
//!
//! When all places are taken, whoever has been here longest without proving a key makes room: members stay.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, mpsc};

use crate::config::Config;

/// Counts connections.
#[derive(Debug)]
pub(crate) struct Gate {
    total_max: usize,
    per_address_max: usize,
    mailbox_hourly_bytes_max: u64,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    total: usize,
    per_network: HashMap<IpAddr, usize>,
    /// Bytes that went into mailboxes from each network, and since when they are counted.
    mailbox_bytes: HashMap<IpAddr, (Instant, u64)>,
    /// Connections that have proved nothing yet, in the order in which they came.
    strangers: BTreeMap<u64, Arc<Notify>>,
    arrivals: u64,
}

/// A connection's place; given back when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    gate: Arc<Gate>,
    /// Unknown for what comes from a proxy, until its header tells.
    network: OnceLock<IpAddr>,
    arrival: u64,
    leave: Arc<Notify>,
    /// Whether the connection is one too many and only gets to hear that.
    pub(crate) is_surplus: bool,
    /// Shutdown waits until every clone of this is gone.
    _alive: mpsc::Sender<()>,
}

impl Gate {
    pub(crate) fn new(config: &Config) -> Arc<Self> {
        Arc::new(Self {
            total_max: config.connections_max,
            per_address_max: config.connections_per_address_max,
            mailbox_hourly_bytes_max: config.mailbox_hourly_bytes_max,
            counts: Mutex::default(),
        })
    }

    /// A place for a connection from `address`; `None` when there are so many that it gets no answer at all.
    pub(crate) fn enter(self: &Arc<Self>, address: IpAddr, alive: mpsc::Sender<()>) -> Option<Place> {
        let mut counts = self.counts();
        if counts.total >= self.total_max.saturating_add(SURPLUS_MAX) {
            return None;
        }
        let network = OnceLock::new();
        // Behind a proxy everybody comes from loopback.
        let of_network = if address.is_loopback() {
            0
        } else {
            counts.arrive(*network.get_or_init(|| network_of(address)))
        };
        counts.total += 1;
        counts.arrivals += 1;
        let (arrival, leave) = (counts.arrivals, Arc::new(Notify::new()));
        let is_surplus =
            of_network > self.per_address_max || (counts.total > self.total_max && !counts.make_room());
        if !is_surplus {
            counts.strangers.insert(arrival, Arc::clone(&leave));
        }
        drop(counts);
        let place = Place { gate: Arc::clone(self), network, arrival, leave, is_surplus, _alive: alive };
        (of_network <= self.per_address_max.saturating_add(SURPLUS_MAX)).then_some(place)
    }

    /// Asks the strangers who came first to leave, at most so many.
    pub(crate) fn make_room(&self, strangers: usize) {
        let mut counts = self.counts();
        for _ in 0..strangers {
            counts.make_room();
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// One more connection from there; says how many these are.
    fn arrive(&mut self, network: IpAddr) -> usize {
        let count = self.per_network.entry(network).or_default();
        *count += 1;
        *count
    }

    /// Asks the stranger who came first to leave; says whether there was one.
    fn make_room(&mut self) -> bool {
        let Some((_, leave)) = self.strangers.pop_first() else { return false };
        leave.notify_one();
        true
    }
}

impl Place {
    /// The connection has proved a key: nobody takes its place.
    pub(crate) fn keep(&self) {
        self.gate.counts().strangers.remove(&self.arrival);
    }

    /// A proxy says from where this connection comes; the answer says whether there is a place for it.
    pub(crate) fn comes_from(&self, address: IpAddr) -> bool {
        let network = network_of(address);
        if self.network.set(network).is_err() {
            return true;
        }
        self.gate.counts().arrive(network) <= self.gate.per_address_max
    }

    /// Counts bytes for a mailbox; the limit, if there have been too many within the hour.
    pub(crate) fn fills_mailbox(&self, bytes: u64) -> Result<(), u64> {
        let Some(network) = self.network.get() else { return Ok(()) };
        let (now, max) = (Instant::now(), self.gate.mailbox_hourly_bytes_max);
        let mut counts = self.gate.counts();
        if counts.mailbox_bytes.len() >= NETWORKS_KEPT {
            counts.mailbox_bytes.retain(|_, (since, _)| now.duration_since(*since) < HOUR);
        }
        let (since, used) = counts.mailbox_bytes.entry(*network).or_insert((now, 0));
        if now.duration_since(*since) >= HOUR {
            (*since, *used) = (now, 0);
        }
        if used.saturating_add(bytes) > max {
            return Err(max);
        }
        *used += bytes;
        Ok(())
    }

    /// Completes when the connection has to make room. Safe to cancel.
    pub(crate) async fn has_to_leave(&self) {
        self.leave.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.gate.counts();
        counts.strangers.remove(&self.arrival);
        counts.total = counts.total.saturating_sub(1);
        if let Some(network) = self.network.get()
            && let Some(count) = counts.per_network.get_mut(network)
        {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.per_network.remove(network);
            }
        }
    }
}

/// One household has one IPv4 address, or one /64 network of IPv6.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & !u128::from(u64::MAX)).into()),
    }
}

/// Connections over the limit that are told so; beyond that they are dropped.
const SURPLUS_MAX: usize = 64;
const HOUR: Duration = Duration::from_secs(3600);
/// Networks whose mailbox bytes are remembered before those of former hours are dropped.
const NETWORKS_KEPT: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_cannot_take_all_places_and_gives_them_back() {
        let config = Config { connections_per_address_max: 1, ..Config::default() };
        let gate = Gate::new(&config);
        let (alive, _rest) = mpsc::channel(1);
        let first = gate.enter("2001:db8::1".parse().unwrap(), alive.clone()).unwrap();
        let second = gate.enter("2001:db8::2".parse().unwrap(), alive.clone()).unwrap();
        let other = gate.enter("192.0.2.1".parse().unwrap(), alive.clone()).unwrap();
        assert_eq!((first.is_surplus, second.is_surplus, other.is_surplus), (false, true, false));
        drop((first, second));
        assert!(!gate.enter("2001:db8::3".parse().unwrap(), alive).unwrap().is_surplus);
    }

    #[test]
    fn one_network_cannot_fill_all_mailboxes() {
        let gate = Gate::new(&Config { mailbox_hourly_bytes_max: 100, ..Config::default() });
        let (alive, _rest) = mpsc::channel(1);
        let enter = |address: [u8; 4]| gate.enter(IpAddr::from(address), alive.clone()).unwrap();
        let (first, second) = (enter([192, 0, 2, 1]), enter([192, 0, 2, 1]));
        assert_eq!(first.fills_mailbox(60), Ok(()));
        assert_eq!(second.fills_mailbox(41), Err(100));
        assert_eq!(second.fills_mailbox(40), Ok(()));
        drop((first, second));
        assert_eq!(enter([192, 0, 2, 1]).fills_mailbox(1), Err(100), "coming again does not help");
        assert_eq!(enter([192, 0, 2, 2]).fills_mailbox(100), Ok(()));
        let by_proxy = enter([127, 0, 0, 1]);
        assert_eq!(by_proxy.fills_mailbox(1000), Ok(()), "a proxy's clients share its address");
        assert!(by_proxy.comes_from([192, 0, 2, 2].into()));
        assert_eq!(by_proxy.fills_mailbox(1), Err(100));
    }

    #[test]
    fn the_first_stranger_makes_room_and_whoever_proved_a_key_stays() {
        let config = Config { connections_max: 3, ..Config::default() };
        let gate = Gate::new(&config);
        let (alive, _rest) = mpsc::channel(1);
        let enter = || gate.enter(IpAddr::from([127, 0, 0, 1]), alive.clone()).unwrap();
        let has_to_leave = |place: &Place| !gate.counts().strangers.contains_key(&place.arrival);
        let (member, first, second) = (enter(), enter(), enter());
        member.keep();
        let third = enter();
        assert!(!third.is_surplus && has_to_leave(&first) && !has_to_leave(&second));
        drop(first);
        [&second, &third].iter().for_each(|place| place.keep());
        assert!(enter().is_surplus, "members make no room");
        assert_eq!(gate.counts().total, 3);
    }
}
