//! Chains of envelopes and the graph of epochs, without a single key: what follows from how they are linked.

use std::collections::{BTreeMap, BTreeSet};

use crypto::{DeviceId, Listed, Meta, Pair, RootId};
use wire::{AuthorId, EnvelopeId, EpochId, Header, Kind, StreamId};

use crate::Absorbed;
use crate::acceptance::AuthorStanding::{Active, Removed};
use crate::acceptance::{AuthorStanding, Evidence, accepted};
use crate::chains::Chains;
use crate::epochs::{EpochFact, Epochs, Holder, listed_holders};

fn author(number: u8) -> AuthorId {
    AuthorId::from([number; 32])
}

fn id(number: u8) -> EnvelopeId {
    EnvelopeId::from([number; 32])
}

fn epoch(number: u8) -> EpochId {
    EpochId::from([number; 32])
}

fn device(number: u8) -> DeviceId {
    DeviceId::from([number; 32])
}

fn holder(number: u8) -> Holder {
    Holder::Device(device(number))
}

fn header(author: AuthorId, seq: u64, prev: EnvelopeId) -> Header {
    let stream = StreamId::from([0; 32]);
    Header { kind: Kind::Content, stream, author, seq, prev, epoch: epoch(0), nonce: [0; 24] }
}

/// Author, place, own id, id of the one before.
fn chains(links: &[(u8, u64, u8, u8)]) -> Chains {
    let mut chains = Chains::default();
    for (by, seq, own, prev) in links {
        chains.absorb(id(*own), &header(author(*by), *seq, id(*prev)));
    }
    chains
}

#[test]
fn an_envelope_follows_its_own_authors_last_one_and_nothing_else() {
    let mut chains = chains(&[(1, 1, 11, 0), (2, 1, 21, 0)]);
    for (seq, prev, expected) in [
        (2, 21, Absorbed::Gap),
        (3, 11, Absorbed::Gap),
        (2, 99, Absorbed::Gap),
        (2, 11, Absorbed::New),
        (2, 11, Absorbed::Known),
    ] {
        let absorbed = chains.absorb(id(12), &header(author(1), seq, id(prev)));
        assert_eq!(absorbed, expected, "{seq} behind {prev}");
    }
    assert_eq!(chains.heads(), [(author(1), 2, id(12)), (author(2), 1, id(21))]);
}

#[test]
fn only_where_two_branches_part_there_is_a_fork() {
    let mut chains = chains(&[(1, 1, 11, 0), (1, 2, 12, 11)]);
    assert!(!chains.is_forked(&author(1)));
    assert_eq!(chains.absorb(id(8), &header(author(1), 2, id(11))), Absorbed::Fork);
    assert!(chains.is_forked(&author(1)));
    assert_eq!(chains.absorb(id(13), &header(author(1), 3, id(12))), Absorbed::New);
    assert_eq!(chains.absorb(id(9), &header(author(1), 3, id(8))), Absorbed::New, "they go on side by side");
    assert_eq!(chains.head(&author(1)), Some((3, id(9))), "on the branch with the lowest id");
}

/// What counts, where `vouched` says which envelopes name which others, and `applied` took effect on this device, which is
/// author 0.
struct Acceptance<'a> {
    chains: &'a Chains,
    standing: &'a [(u8, AuthorStanding)],
    lacking: &'a [u8],
    vouched: &'a [(u8, u8)],
    applied: &'a [u8],
}

impl Acceptance<'_> {
    fn counted(&self) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
        let standing: BTreeMap<AuthorId, AuthorStanding> =
            self.standing.iter().map(|(by, stands)| (author(*by), *stands)).collect();
        let all = self.chains.authors().flat_map(|(_, places)| places.values().flatten());
        let delivered: BTreeSet<EnvelopeId> = all
            .filter(|envelope| self.lacking.iter().all(|lacking| id(*lacking) != **envelope))
            .copied()
            .collect();
        let frontier = |by: &EnvelopeId| {
            let named = self.vouched.iter().filter(|(from, _)| id(*from) == *by);
            named.map(|(_, to)| id(*to)).collect()
        };
        let applied = |envelope: &EnvelopeId| self.applied.iter().any(|applied| id(*applied) == *envelope);
        let accepted = accepted(&Evidence {
            chains: self.chains,
            standing: &standing,
            delivered: &delivered,
            frontier: &frontier,
            applied: &applied,
            own: author(0),
        });
        let numbers =
            |ids: &BTreeSet<EnvelopeId>| ids.iter().map(|envelope| envelope.as_bytes()[0]).collect();
        (numbers(&accepted.accepted), numbers(&accepted.unpinned), numbers(&accepted.beside))
    }
}

#[test]
fn of_a_removed_device_counts_what_others_had_read_with_all_before_it() {
    let chains = chains(&[(1, 1, 11, 0), (2, 1, 21, 0), (2, 2, 22, 21), (2, 3, 23, 22)]);
    let seen = Acceptance {
        chains: &chains,
        standing: &[(1, Active), (2, Removed)],
        lacking: &[],
        vouched: &[(11, 22)],
        applied: &[],
    };
    assert_eq!(seen.counted(), (vec![11, 21, 22], vec![], vec![]));
    let missing = Acceptance { lacking: &[22, 23], ..seen };
    assert_eq!(missing.counted().0, [11], "what is not here does not count, whoever names it");
}

#[test]
fn nobody_vouches_for_oneself_and_nobody_for_a_stranger() {
    let chains = chains(&[(1, 1, 11, 0), (2, 1, 21, 0), (2, 2, 22, 21), (3, 1, 31, 0)]);
    let seen = Acceptance {
        chains: &chains,
        standing: &[(1, Active), (2, Removed)],
        lacking: &[],
        vouched: &[(11, 21), (21, 22), (11, 31), (22, 31)],
        applied: &[],
    };
    assert_eq!(seen.counted().0, [11, 21]);
}

#[test]
fn what_took_effect_here_counts_and_has_to_be_said() {
    let chains = chains(&[(0, 1, 1, 0), (2, 1, 21, 0), (2, 2, 22, 21), (3, 1, 31, 0)]);
    let seen = Acceptance {
        chains: &chains,
        standing: &[(0, Active), (2, Removed)],
        lacking: &[],
        vouched: &[],
        applied: &[1, 21, 31],
    };
    assert_eq!(seen.counted(), (vec![1, 21], vec![21], vec![]), "a stranger's never does");
    let said = Acceptance { vouched: &[(1, 21)], ..seen };
    assert_eq!(said.counted(), (vec![1, 21], vec![], vec![]));
}

#[test]
fn of_a_fork_counts_what_others_had_read_and_the_lowest_branch_goes_first() {
    let chains = chains(&[
        (1, 1, 11, 0),
        (1, 2, 12, 11),
        (2, 1, 21, 0),
        (2, 2, 25, 21),
        (2, 2, 23, 21),
        (2, 3, 24, 23),
    ]);
    let forked = Acceptance {
        chains: &chains,
        standing: &[(1, Active), (2, Active)],
        lacking: &[],
        vouched: &[],
        applied: &[],
    };
    assert_eq!(forked.counted(), (vec![11, 12, 21], vec![], vec![]), "before the fork");
    let one = Acceptance { vouched: &[(11, 25)], ..forked };
    assert_eq!(one.counted(), (vec![11, 12, 21, 25], vec![], vec![]), "alone it stands beside nothing");
    let both = Acceptance { vouched: &[(11, 25), (12, 24)], ..one };
    assert_eq!(both.counted(), (vec![11, 12, 21, 23, 24, 25], vec![], vec![25]));
}

fn fact(generation: u64, parents: &[u8], holders: &[u8], follows_removals: bool) -> EpochFact {
    EpochFact {
        generation,
        parents: parents.iter().map(|parent| epoch(*parent)).collect(),
        holders: holders.iter().map(|number| holder(*number)).collect(),
        author: device(holders[0]),
        follows_removals,
    }
}

fn graph(facts: impl IntoIterator<Item = (u8, EpochFact)>) -> Epochs {
    let mut epochs = Epochs::default();
    for (id, fact) in facts {
        epochs.insert(epoch(id), fact);
    }
    epochs
}

fn holders(epochs: &Epochs, id: u8) -> Vec<Holder> {
    epochs.holders(&epoch(id)).into_iter().flatten().copied().collect()
}

#[test]
fn announcements_of_one_epoch_count_together() {
    let first = || fact(3, &[8], &[1], true);
    let epochs = graph([(9, first()), (9, fact(2, &[8, 7], &[2], false)), (8, first()), (7, first())]);
    assert_eq!(holders(&epochs, 9), [holder(1), holder(2)]);
    assert_eq!(epochs.author(&epoch(9)), Some(device(1)), "who said it first");
    assert_eq!(epochs.author(&epoch(6)), None);
    assert_eq!(epochs.next_generation(), 4);
    let everybody = BTreeSet::from([holder(1), holder(2)]);
    assert_eq!(epochs.eligible(&|_| true, &everybody), [epoch(8), epoch(7)], "one of them missed a removal");
    assert_eq!(epochs.heads(&|_| true), [epoch(9)], "all parents are parents");
}

#[test]
fn whoever_holds_an_epoch_holds_what_its_links_reach_whatever_its_generation() {
    // The oldest first and last by id: nobody has to come before anybody.
    for [oldest, middle, newest] in [[1, 2, 3], [3, 2, 1], [2, 3, 1]] {
        let mut epochs = graph([
            (oldest, fact(9, &[], &[1], true)),
            (middle, fact(5, &[oldest], &[2], true)),
            (newest, fact(1, &[middle], &[3], true)),
        ]);
        epochs.add_holder(&epoch(newest), Holder::Recovery(RootId::from([4; 32])));
        epochs.close_holders();
        let counts = [oldest, middle, newest].map(|id| holders(&epochs, id).len());
        assert_eq!(counts, [4, 3, 2]);
    }
}

#[test]
fn two_epochs_that_call_each_other_parents_come_to_an_end() {
    let mut epochs = graph([(1, fact(1, &[2], &[1], true)), (2, fact(1, &[1], &[2], true))]);
    epochs.close_holders();
    assert_eq!(holders(&epochs, 1), holders(&epochs, 2));
}

#[test]
fn an_epoch_is_written_under_only_if_nobody_else_holds_it_and_we_do() {
    let epochs = graph([
        (1, fact(1, &[], &[1, 2], true)),
        (2, fact(2, &[], &[1, 3], true)),
        (3, fact(3, &[], &[1], true)),
        (4, fact(3, &[], &[2], true)),
        (5, fact(9, &[], &[1], false)),
    ]);
    let allowed = BTreeSet::from([holder(1), holder(2)]);
    let held = |id: &EpochId| *id != epoch(4);
    assert_eq!(epochs.eligible(&held, &allowed), [epoch(3), epoch(1)], "the best first");
    assert_eq!(epochs.newest_held(&held, &BTreeSet::from([holder(1), holder(3)])), Some(epoch(2)));
    assert_eq!(epochs.newest_held(&held, &BTreeSet::from([holder(7)])), Some(epoch(5)), "nobody has all");
    assert_eq!(epochs.newest_held(&|_| false, &allowed), None);
    assert_eq!(epochs.heads(&held), [epoch(5), epoch(3), epoch(2), epoch(1)]);
}

#[test]
fn a_meta_lists_devices_and_recovery_keys() {
    let root = RootId::from([7; 32]);
    let recipients = vec![Listed::Device { device: device(1), kem_generation: 4 }, Listed::Recovery { root }];
    let meta: Meta<Pair> =
        Meta { generation: 1, parents: Vec::new(), recipients, reason: 0, statements: Vec::new() };
    assert_eq!(listed_holders(&meta), BTreeSet::from([holder(1), Holder::Recovery(root)]));
}
