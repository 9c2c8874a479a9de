//! How many connections there may be, in all and from one address. Addresses live here, in memory, and nowhere else.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc;

use crate::config::Config;

/// Counts connections.
#[derive(Debug)]
pub(crate) struct Gate {
    total_max: usize,
    per_address_max: usize,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    total: usize,
    per_network: HashMap<IpAddr, usize>,
}

/// A connection's place; given back when dropped.
#[derive(Debug)]
pub(crate) struct Place {
    gate: Arc<Gate>,
    network: Option<IpAddr>,
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
            counts: Mutex::default(),
        })
    }

    /// A place for a connection from `address`; `None` when there are so many that it gets no answer at all.
    pub(crate) fn enter(self: &Arc<Self>, address: IpAddr, alive: mpsc::Sender<()>) -> Option<Place> {
        // Behind a proxy everybody comes from loopback.
        let network = if address.is_loopback() { None } else { Some(network(address)) };
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.total >= self.total_max.saturating_add(SURPLUS_MAX) {
            return None;
        }
        let of_network = network.map_or(0, |network| counts.per_network.get(&network).copied().unwrap_or(0));
        if of_network >= self.per_address_max.saturating_add(SURPLUS_MAX) {
            return None;
        }
        let is_surplus = counts.total >= self.total_max || of_network >= self.per_address_max;
        counts.total += 1;
        if let Some(network) = network {
            *counts.per_network.entry(network).or_default() += 1;
        }
        drop(counts);
        Some(Place { gate: Arc::clone(self), network, is_surplus, _alive: alive })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.gate.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.total = counts.total.saturating_sub(1);
        if let Some(network) = self.network
            && let Some(count) = counts.per_network.get_mut(&network)
        {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.per_network.remove(&network);
            }
        }
    }
}

/// One household has one IPv4 address, or one /64 network of IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) & !u128::from(u64::MAX)).into()),
    }
}

/// Connections over the limit that are told so; beyond that they are dropped.
const SURPLUS_MAX: usize = 64;

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
}
