//! What is due in a stream besides what was written: people and devices to let in, recovery readers and their cards, a
//! rotation by this device's clock (docs/protocol.md §4, §6, §10). Read before the publish step, noted as done after
//! it, in one transaction.

use crypto::{DeviceId, KemKey, Record, RootId, StreamCard};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use language::say;
use store::{Reader, RecordKind, Writer};
use sync::{Duties, Published, Replica};
use wire::{AccessOp, AuthorId, Origin, Rights, StreamId};

use crate::entre::unhex_array;
use crate::exchange::{keep_summary, refresh};
use crate::facts::{self, StreamFacts, Summary, hex, internal};
use crate::fail::Fail;
use crate::keys::{StreamSecrets, random_signing_key, read_reader, write_reader};
use crate::random::random;
use crate::streams::{Keyed, own_binding};

/// What is due now in `stream`. Recovery readers that are missing are made here.
pub(crate) fn due<S: Keyed>(
    writer: &mut Writer<'_>,
    stream: StreamId,
    root: RootId,
    author: AuthorId,
    now: Timestamp,
) -> Result<Duties<S>, Fail> {
    let facts = StreamFacts::read(writer, &stream)?;
    let summary: Summary = facts::read(writer, RecordKind::Summary, stream.as_bytes())?.unwrap_or_default();
    let mut duties = Duties {
        admissions: facts.admissions(stream, root)?,
        retire: facts
            .retire
            .iter()
            .map(|key| Ok(AuthorId::from(unhex_array::<32>(key)?)))
            .collect::<Result<_, Fail>>()?,
        rotate: summary.epoch.as_ref().is_some_and(|(_, since)| is_older(*since, now, EPOCH_DAYS)),
        checkpoint: summary.checkpoint != Some(day(now)),
        at_relay: at_relay(writer, &stream)?,
        ..Duties::default()
    };
    if facts.shared {
        if let (false, Some(reader)) = (facts.recovery.enrolled, read_reader(writer, &stream)?) {
            let proof = AccessOp::prove(&reader, &stream, &author, Rights::RECOVERY);
            duties.enroll.push((crypto::author_of(&reader), Rights::RECOVERY, proof));
        }
    } else {
        duties.records = news_for_own_devices(writer)?;
    }
    Ok(duties)
}

/// Notes what the publish step did.
pub(crate) fn done(
    writer: &mut Writer<'_>,
    stream: StreamId,
    published: &Published,
    now: Timestamp,
) -> Result<(), Fail> {
    if !published.admitted {
        return Ok(());
    }
    let mut facts = StreamFacts::read(writer, &stream)?;
    for admitted in std::mem::take(&mut facts.admissions) {
        if !facts.roots.contains(&admitted.root) {
            facts.roots.push(admitted.root);
        }
        let bindings = admitted.enrolments.into_iter().map(|(binding, _, _)| binding);
        for (known, new) in
            [(&mut facts.statements, admitted.statements), (&mut facts.bindings, bindings.collect())]
        {
            known.extend(new.into_iter().filter(|text| !known.contains(text)).collect::<Vec<_>>());
        }
    }
    facts.retire.clear();
    facts.recovery.enrolled |= facts.recovery.generation > 0;
    facts.write(writer, &stream)?;
    if !facts.shared {
        told(writer)?;
    }
    if published.checkpointed {
        keep_summary(writer, &stream, |summary| summary.checkpoint = Some(day(now)))?;
    }
    Ok(())
}

/// Remembers since when the epoch is in use.
pub(crate) fn note_epoch<S: Keyed>(
    writer: &mut Writer<'_>,
    stream: &StreamId,
    replica: &Replica<S>,
    now: Timestamp,
) -> Result<(), Fail> {
    let Some(epoch) = replica.write_epoch().map(|epoch| hex(epoch.as_bytes())) else { return Ok(()) };
    let known: Summary = facts::read(writer, RecordKind::Summary, stream.as_bytes())?.unwrap_or_default();
    if known.epoch.as_ref().is_some_and(|(known, _)| *known == epoch) {
        return Ok(());
    }
    keep_summary(writer, stream, |summary| summary.epoch = Some((epoch, now)))
}

/// Remembers how much of a branch of our own, that the relay does not take, is in no envelope of ours that it takes.
pub(crate) fn note_unquoted<S: Keyed>(
    writer: &mut Writer<'_>,
    stream: &StreamId,
    replica: &Replica<S>,
) -> Result<(), Fail> {
    let mut unquoted = 0;
    for id in replica.unheld(&at_relay(writer, stream)?) {
        unquoted += u64::from(writer.envelope(stream, &id)?.is_some_and(|row| row.own));
    }
    let known: Summary = facts::read(writer, RecordKind::Summary, stream.as_bytes())?.unwrap_or_default();
    if known.unquoted == unquoted {
        return Ok(());
    }
    keep_summary(writer, stream, |summary| summary.unquoted = unquoted)
}

fn at_relay(reader: &Reader<'_>, stream: &StreamId) -> Result<Vec<crypto::Head>, Fail> {
    Ok(reader.relay_heads(stream)?.iter().map(|head| (head.author, head.seq, head.id)).collect())
}

/// Makes a new sealing key where the newest one is 30 days old. The old one stays until nobody can need it.
pub(crate) fn renew_kem(
    writer: &mut Writer<'_>,
    stream: StreamId,
    root: RootId,
    device: &wire::SigningKey,
    now: Timestamp,
    since_stream: Timestamp,
) -> Result<bool, Fail> {
    let mut facts = StreamFacts::read(writer, &stream)?;
    if !is_older(facts.kem_since.unwrap_or(since_stream), now, KEM_DAYS) {
        return Ok(false);
    }
    let mut secrets = StreamSecrets::read(writer, &stream)?;
    let generation = secrets.kems.last().map_or(1, |(generation, _)| generation.saturating_add(1));
    secrets.kems.push((generation, KemKey::random(&mut random())));
    secrets.write(writer, &stream)?;
    facts.add_binding(&own_binding(stream, root, device, &secrets)?);
    facts.kem_since = Some(now);
    facts.write(writer, &stream)?;
    Ok(true)
}

/// Deletes sealing keys that were replaced, once every device has said that it knows the new one (or after 60 days),
/// and only if everything that can be opened with them can be opened without them.
pub(crate) fn drop_old_kems<S: Keyed>(
    writer: &mut Writer<'_>,
    stream: StreamId,
    replica: &Replica<S>,
    now: Timestamp,
) -> Result<bool, Fail> {
    let mut secrets = StreamSecrets::read(writer, &stream)?;
    let Some((newest, _)) = secrets.kems.last().map(|(generation, kem)| (*generation, kem)) else {
        return Ok(false);
    };
    let facts = StreamFacts::read(writer, &stream)?;
    let known_to_all = replica
        .binding_said(newest)
        .is_some_and(|seq| replica.covers(&replica.keys().author(), seq).values().all(|covered| *covered));
    let overdue = facts.kem_since.is_some_and(|since| is_older(since, now, OLD_KEM_DAYS));
    if secrets.kems.len() < 2 || !(known_to_all || overdue) {
        return Ok(false);
    }
    let old = secrets.kems.split_off(secrets.kems.len() - 1);
    let old = std::mem::replace(&mut secrets.kems, old);
    let without = {
        let mut keys = crate::streams::stream_keys::<S>(
            writer,
            stream,
            replica.keys().root,
            DeviceId::from(*replica.keys().device.as_bytes()),
        )?;
        keys.kems = secrets
            .kems
            .iter()
            .map(|(generation, kem)| (*generation, KemKey::from_seed(*kem.expose_seed())))
            .collect();
        let mut without = Replica::new(keys);
        refresh(writer, &stream, &mut without, &mut 0)?;
        without.held_epochs()
    };
    if !replica.held_epochs().is_subset(&without) {
        secrets.kems = old;
        return Ok(false);
    }
    secrets.write(writer, &stream)?;
    Ok(true)
}

/// Cards of streams for two, and our keys in streams into which we let ourselves: other own devices need them.
fn news_for_own_devices(writer: &mut Writer<'_>) -> Result<Vec<Record>, Fail> {
    let mut records = Vec::new();
    for (stream, mut facts) in shared_streams(writer)? {
        if facts.recovery.generation == 0 {
            write_reader(writer, &stream, &random_signing_key())?;
            facts.recovery.generation = 1;
            facts.write(writer, &stream)?;
        }
        if let Some(card) = card(writer, stream, &facts)? {
            records.push(Record::Card(card));
        }
        if facts.tell && facts.enter.is_none() {
            let secrets = StreamSecrets::read(writer, &stream)?;
            let author = crypto::author_of(&secrets.pseudonym);
            let newest = facts.bindings()?.into_iter().filter(|binding| binding.author() == author);
            records.extend(newest.max_by_key(crypto::Binding::generation).map(Record::Binding));
        }
    }
    Ok(records)
}

/// Whether the own stream has to be told of something that was learnt in another one.
pub(crate) fn owes_news(reader: &Reader<'_>) -> Result<bool, Fail> {
    for (stream, facts) in shared_streams(reader)? {
        if (facts.tell && facts.enter.is_none()) || card(reader, stream, &facts)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The card that is still to be written.
fn card(reader: &Reader<'_>, stream: StreamId, facts: &StreamFacts) -> Result<Option<StreamCard>, Fail> {
    let partner = partner_of(reader, facts)?;
    let said = facts.recovery.carded && (facts.recovery.with_partner || partner.is_none());
    let (false, Some(relay), Some(key)) = (said, &facts.relay, read_reader(reader, &stream)?) else {
        return Ok(None);
    };
    let relay: Origin = relay.parse().map_err(|_| internal(say!("internal-address")))?;
    // A card that adds the partner counts for more than the one before it.
    let generation = facts.recovery.generation * 2 + u32::from(partner.is_some());
    Ok(Some(StreamCard::new(stream, relay, partner, generation, key.to_bytes())))
}

fn told(writer: &mut Writer<'_>) -> Result<(), Fail> {
    for (stream, mut facts) in shared_streams(writer)? {
        facts.recovery.carded = facts.recovery.generation > 0;
        facts.recovery.with_partner = partner_of(writer, &facts)?.is_some();
        facts.tell &= facts.enter.is_some();
        facts.write(writer, &stream)?;
    }
    Ok(())
}

fn partner_of(reader: &Reader<'_>, facts: &StreamFacts) -> Result<Option<RootId>, Fail> {
    let me: Option<facts::Me> = facts::read(reader, RecordKind::Person, crate::entre::ME)?;
    let own = me.map(|me| me.root).unwrap_or_default();
    let partner = facts.roots.iter().find(|root| **root != own);
    partner.map(|root| Ok(RootId::from(unhex_array::<32>(root)?))).transpose()
}

/// The streams for two that are known here.
pub(crate) fn shared_streams(reader: &Reader<'_>) -> Result<Vec<(StreamId, StreamFacts)>, Fail> {
    Ok(crate::streams::all(reader)?.into_iter().filter(|(_, facts)| facts.shared).collect())
}

fn is_older(since: Timestamp, now: Timestamp, days: i64) -> bool {
    now.duration_since(since) >= SignedDuration::from_hours(days * 24)
}

fn day(now: Timestamp) -> jiff::civil::Date {
    now.to_zoned_datetime(TimeZone::UTC).date()
}

/// An epoch is used for this long at most, by the writer's clock (docs/protocol.md §6.2).
const EPOCH_DAYS: i64 = 30;
/// A sealing key is renewed after this long (docs/protocol.md §6.3).
const KEM_DAYS: i64 = 30;
/// A replaced sealing key goes after this long, whoever has not been heard.
const OLD_KEM_DAYS: i64 = 60;

#[cfg(test)]
mod tests {
    use crypto::Own;

    use super::*;
    use crate::entre::{Entre, Setup};
    use crate::exchange::Line;
    use crate::home::Home;
    use crate::unlock::Unlock;

    fn someone(folder: &std::path::Path, now: Timestamp) -> Entre {
        let setup = Setup {
            name: "Alex Marin".to_owned(),
            device_name: "laptop".to_owned(),
            relay: Some("ws://127.0.0.1:1".parse().unwrap()),
            vouchers: Vec::new(),
            unlock: Unlock::File,
        };
        Entre::init(&Home::locate(Some(folder.join("home"))).unwrap(), &setup, now).unwrap()
    }

    fn seal(entre: &mut Entre, now: Timestamp) {
        let job = entre.jobs().unwrap().remove(0);
        let mut line = Line::<Own>::new(entre, job, now).unwrap();
        line.publish().unwrap();
        line.learn().unwrap();
    }

    fn generations(entre: &mut Entre) -> Vec<u32> {
        let stream = entre.stream;
        let secrets = StreamSecrets::read(&entre.store.read().unwrap(), &stream).unwrap();
        secrets.kems.iter().map(|(generation, _)| *generation).collect()
    }

    #[test]
    fn a_sealing_key_is_renewed_after_30_days_and_the_old_one_goes_once_nobody_can_need_it() {
        let folder = tempfile::tempdir().unwrap();
        let began = Timestamp::from_second(1_790_000_000).unwrap();
        let day = |days: i64| began + SignedDuration::from_hours(24 * days);
        let mut entre = someone(folder.path(), began);
        seal(&mut entre, began);
        let first = entre.own_replica().unwrap().held_epochs();
        assert_eq!((generations(&mut entre), first.len()), (vec![1], 1));
        seal(&mut entre, day(29));
        assert_eq!(
            (generations(&mut entre), entre.own_replica().unwrap().held_epochs()),
            (vec![1], first.clone())
        );

        // The new key brings a new epoch, from which everything before can be read; so the old key is not needed.
        seal(&mut entre, day(30));
        let second = entre.own_replica().unwrap();
        assert_eq!(generations(&mut entre), [2]);
        assert!(second.held_epochs().is_superset(&first) && second.held_epochs().len() == 2);
        assert_eq!(second.write_epoch().map(|epoch| first.contains(&epoch)), Some(false));

        // Between two renewals an epoch is used for 30 days by this device's clock, whatever is written.
        seal(&mut entre, day(45));
        assert_eq!(entre.own_replica().unwrap().held_epochs().len(), 2);
        seal(&mut entre, day(61));
        assert_eq!((generations(&mut entre), entre.own_replica().unwrap().held_epochs().len()), (vec![3], 3));
    }

    #[test]
    fn a_kit_is_asked_for_after_a_week_or_with_a_second_device() {
        let folder = tempfile::tempdir().unwrap();
        let began = Timestamp::from_second(1_790_000_000).unwrap();
        let mut entre = someone(folder.path(), began);
        let custody = entre.custody().unwrap();
        assert!(!custody.is_overdue(1, began + SignedDuration::from_hours(24 * 6)));
        assert!(custody.is_overdue(1, began + SignedDuration::from_hours(24 * 7)));
        assert!(custody.is_overdue(2, began));
        let kit = entre.kit().unwrap();
        let words: Vec<&str> = kit.words.split(' ').collect();
        let answer = kit.asked.map(|place| words[place - 1]).join(" ");
        entre.confirm_kit(&answer, began).unwrap();
        assert!(!entre.custody().unwrap().is_overdue(5, began + SignedDuration::from_hours(24 * 700)));
        // Another person's kit is refused where ours is asked for.
        let other = someone(&folder.path().join("other"), began).kit().unwrap();
        assert_eq!(entre.root_from(Some(&other.words)).unwrap_err().code, "other_kit");
        assert!(entre.root_from(Some(&kit.words)).is_ok() && entre.root_from(None).is_err());
    }
}
