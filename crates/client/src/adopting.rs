//! What our own stream teaches this device: streams that another device of ours opened or joined, keys that it made,
//! our own name, and the people we meet (docs/protocol.md §5.4, §10.1).

use crypto::{Binding, Own, RootId, StreamCard};
use jiff::Timestamp;
use language::say;
use store::{RecordKind, Writer};
use sync::Replica;
use wire::{SigningKey, StreamId};

use crate::devices::personal;
use crate::entre::{Entre, ME, NAME_SETTING};
use crate::facts::{self, EnterFacts, Me, PairFacts, Phase, RecoveryFacts, StreamFacts, hex, internal};
use crate::fail::Fail;
use crate::joining::known;
use crate::keys::{StreamSecrets, read_reader, write_reader};
use crate::pausing::with_outcome;
use crate::people::pairs;
use crate::random::random_bytes;
use crate::streams::{all, own_binding};

/// Takes over what the own stream holds for this device.
pub(crate) fn from_own_stream(
    writer: &mut Writer<'_>,
    replica: &Replica<Own>,
    device: &SigningKey,
    now: Timestamp,
) -> Result<(), Fail> {
    let root = replica.keys().root;
    for card in replica.cards() {
        adopt_card(writer, card, root, device, now)?;
    }
    for binding in replica.foreign_bindings() {
        adopt_binding(writer, binding, root)?;
    }
    Ok(())
}

/// A stream for two that another device of ours knows. We let ourselves in with the next exchange.
fn adopt_card(
    writer: &mut Writer<'_>,
    card: &StreamCard,
    root: RootId,
    device: &SigningKey,
    now: Timestamp,
) -> Result<(), Fail> {
    let stream = card.stream;
    if stream == own_stream(writer)? {
        return Ok(());
    }
    let generation = (card.generation / 2).max(1);
    let known_here = facts::read::<StreamFacts>(writer, RecordKind::Stream, stream.as_bytes())?;
    let mut roots = vec![root];
    roots.extend(card.partner);
    let mut facts = match known_here {
        Some(facts) => facts,
        None => {
            let secrets = StreamSecrets::random();
            let binding = own_binding(stream, root, device, &secrets)?;
            secrets.write(writer, &stream)?;
            let statements = own_statements(writer)?;
            // The card says where the stream was when it was written; the list of pairs, where it is.
            let moved = personal(writer, &own_stream(writer)?)?
                .pairs
                .get(&stream.to_string())
                .and_then(|entry| entry.relay.parse().ok());
            let relay = moved.unwrap_or_else(|| card.relay.clone());
            let mut facts = known(true, &relay, &roots, &[], &binding, now);
            facts.statements = statements;
            facts.enter = Some(EnterFacts::Reader);
            facts
        }
    };
    for root in roots {
        let text = hex(root.as_bytes());
        if !facts.roots.contains(&text) {
            facts.roots.push(text);
        }
    }
    let reader = card.reader();
    let held = read_reader(writer, &stream)?;
    let newer = generation > facts.recovery.generation || held.is_none();
    // Two devices may have made a reader each: the card that everybody picks decides.
    let other = generation == facts.recovery.generation
        && facts.recovery.carded
        && held.as_ref().is_some_and(|held| held.to_bytes() != reader.to_bytes());
    if newer || other {
        // Whoever made the card may be gone before it let the new reader in and shut the old one out.
        facts.retire.extend(held.filter(|_| newer).map(|old| hex(crypto::author_of(&old).as_bytes())));
        write_reader(writer, &stream, &reader)?;
        let with_partner = card.partner.is_some();
        facts.recovery = RecoveryFacts { generation, enrolled: false, carded: true, with_partner };
    }
    facts.write(writer, &stream)
}

/// A key that another device of ours uses in a stream for two: its members have to hear of it from somebody who can
/// write there.
fn adopt_binding(writer: &mut Writer<'_>, binding: &Binding, root: RootId) -> Result<(), Fail> {
    let stream = binding.stream();
    let known_here = facts::read::<StreamFacts>(writer, RecordKind::Stream, stream.as_bytes())?;
    let Some(mut facts) = known_here else { return Ok(()) };
    if binding.root() == root && facts.add_binding(binding) {
        facts.write(writer, &stream)?;
    }
    Ok(())
}

fn own_stream(writer: &Writer<'_>) -> Result<StreamId, Fail> {
    let me: Option<Me> = facts::read(writer, RecordKind::Person, ME)?;
    me.ok_or_else(|| internal(say!("internal-nobody")))?.own_stream()
}

fn own_statements(writer: &Writer<'_>) -> Result<Vec<String>, Fail> {
    Ok(StreamFacts::read(writer, &own_stream(writer)?)?.statements)
}

/// Statements found in one stream count in all of them: those about us go into every stream, a partner's stay.
pub(crate) fn share_statements<'a>(
    writer: &mut Writer<'_>,
    stream: StreamId,
    own: RootId,
    statements: impl Iterator<Item = &'a crypto::Statement>,
) -> Result<(), Fail> {
    let statements: Vec<&crypto::Statement> = statements.collect();
    for (other, mut facts) in all(writer)? {
        let mut news = false;
        for statement in &statements {
            if other == stream || statement.root() == own {
                news |= facts.add_statement(statement);
            }
        }
        if news {
            facts.write(writer, &other)?;
        }
    }
    Ok(())
}

impl Entre {
    /// Makes known here whom our other devices meet, and under which name we go.
    pub(crate) fn adopt_people(&mut self, now: Timestamp) -> Result<(), Fail> {
        let own = self.stream;
        let (model, streams, met) = {
            let reader = self.store.read()?;
            (personal(&reader, &own)?, all(&reader)?, pairs(&reader)?)
        };
        let mut me = self.me.clone();
        if let Some(name) = model.settings.get(NAME_SETTING).filter(|name| **name != me.name) {
            name.clone_into(&mut me.name);
        }
        if let Some(entry) = model.devices.get(&me.device).filter(|entry| !entry.name.is_empty()) {
            entry.name.clone_into(&mut me.device_name);
        }
        let root = me.root.clone();
        let mut updates: Vec<(Vec<u8>, PairFacts)> = Vec::new();
        for (stream, facts) in streams.iter().filter(|(_, facts)| facts.shared) {
            let id = stream.to_string();
            let partner = facts.roots.iter().find(|known| **known != root).cloned();
            let ended = model.settings.contains_key(&ended_setting(&id));
            match met.iter().find(|(_, pair)| pair.stream.as_deref() == Some(id.as_str())) {
                // One of our devices began anew with this person.
                Some((key, pair)) if ended && pair.phase != Phase::Ended => {
                    updates.push((key.clone(), PairFacts { phase: Phase::Ended, ..pair.clone() }));
                }
                // Another device of ours may have seen the answer first.
                Some((key, pair))
                    if pair.root.is_none() && partner.is_some() && pair.phase == Phase::Invited =>
                {
                    let phase = Phase::Live;
                    updates.push((key.clone(), PairFacts { root: partner, phase, ..pair.clone() }));
                }
                Some((key, pair)) => {
                    // What another device of ours was told when it compared the words holds here, too, and so does what
                    // it calls the other person.
                    let told = with_outcome(pair, &model.settings, now);
                    let called = model.pairs.get(&id).map(|entry| &entry.name);
                    let called = called.filter(|name| !name.is_empty() && **name != pair.name);
                    if told.is_some() || called.is_some() {
                        let mut news = told.unwrap_or_else(|| pair.clone());
                        news.name = called.unwrap_or(&pair.name).clone();
                        updates.push((key.clone(), news));
                    }
                }
                None if ended => {}
                None => {
                    let Some(entry) = model.pairs.get(&id) else { continue };
                    let Some(role) = entry.role else { continue };
                    let facts = PairFacts {
                        name: entry.name.clone(),
                        role,
                        stream: Some(id),
                        relay: facts.relay.clone().unwrap_or_else(|| entry.relay.clone()),
                        // Whose answer is out is let in by the device that made the invitation.
                        phase: if partner.is_some() { Phase::Live } else { Phase::Invited },
                        root: partner,
                        verified: None,
                        paused: None,
                        since: entry.added.unwrap_or(now),
                        expires: None,
                    };
                    let facts = with_outcome(&facts, &model.settings, now).unwrap_or(facts);
                    updates.push((random_bytes::<16>().to_vec(), facts));
                }
            }
        }
        if updates.is_empty() && me.name == self.me.name && me.device_name == self.me.device_name {
            return Ok(());
        }
        self.store.write(|writer| -> Result<(), Fail> {
            facts::write(writer, RecordKind::Person, ME, &me)?;
            updates.iter().try_for_each(|(key, pair)| facts::write(writer, RecordKind::Pair, key, pair))
        })?;
        self.me = me;
        Ok(())
    }
}

/// The setting that ends a notebook on all of one's devices.
pub(crate) fn ended_setting(stream: &str) -> String {
    format!("ended-{}", stream.get(..48).unwrap_or(stream))
}
