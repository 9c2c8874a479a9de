//! Inviting somebody: the stream for two is founded, and a code is made. Nothing is sent before the next sync.

use std::fmt;

use agenda::{Edit, Member, PairEntry};
use crypto::{InvitationCode, Members, Pair, PairingSecret, Role, SpokenWords};
use jiff::{SignedDuration, Timestamp};
use language::say;
use serde::Serialize;
use store::RecordKind;
use sync::Inviter;
use wire::{Origin, Rights};

use crate::adopting::ended_setting;
use crate::editing::{Deed, write_live};
use crate::entre::{Entre, ME, display_name, take_voucher};
use crate::facts::{self, PairFacts, Phase, StreamFacts, internal};
use crate::fail::{Exit, Fail};
use crate::keys::random_signing_key;
use crate::people::{PersonRef, pairs};
use crate::random::{random, random_bytes};
use crate::streams::{StreamFactsNew, founded, keep_founded};
use crate::what::What;

/// Whom to invite.
#[derive(Debug, Clone)]
pub struct Invite {
    /// What we call them.
    pub name: String,
    /// What we are to them.
    pub role: Member,
    /// How long the invitation can be used: at most 7 days, 15 minutes for words.
    pub valid: SignedDuration,
    /// Whether to make six words for saying aloud instead of a code.
    pub words: bool,
    /// Whether an invitation that is still out for this name is cancelled.
    pub fresh: bool,
    /// Whether somebody who is here already begins anew, having lost everything: what you share is told again.
    pub again: bool,
    /// Our time zone, as an IANA name.
    pub time_zone: Option<String>,
}

/// An invitation that is ready to be handed over.
#[derive(Serialize)]
pub struct Invitation {
    /// Whom it is for.
    pub person: PersonRef,
    /// The code; for words, the words.
    pub code: String,
    /// Whether the code is six words.
    pub words: bool,
    /// The relay.
    pub relay: String,
    /// Until when it can be used.
    pub expires: Timestamp,
}

impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { person: _, code: _, words: _, relay: _, expires } = self;
        write!(f, "Invitation({expires}, …)")
    }
}

impl Entre {
    /// Founds a notebook for two and makes an invitation to it.
    ///
    /// # Errors
    /// If no relay is known, the name is not one or in use, or the store refuses.
    pub fn invite(&mut self, invite: &Invite, now: Timestamp) -> Result<Invitation, Fail> {
        let name = display_name(&invite.name)?;
        let relay = self.need_relay()?;
        let former = if invite.again { Some(self.former_pair(name.as_str())?) } else { None };
        if former.is_none() {
            self.free_name(name.as_str(), invite.fresh)?;
        }
        let role = former.as_ref().map_or(invite.role, |former| former.role);
        let longest = if invite.words { WORDS_VALID } else { CODE_VALID };
        let expires =
            now.checked_add(invite.valid.min(longest)).map_err(|_| internal(say!("internal-expiry")))?;
        let (root, device, statements) = (self.root()?, self.device_key()?, self.statements()?);
        let founded = founded(&random_signing_key(), random_bytes(), root, &device, Rights::DEVICE)?;
        let members = Members::<Pair>::founder(founded.stream, root);
        let (secret, code) = if invite.words {
            let words = SpokenWords::random(&mut random());
            (PairingSecret::from_words(&words, &relay), words.words().join(" "))
        } else {
            let code = InvitationCode::random(relay.clone(), &mut random());
            (code.secret(), code.to_string())
        };
        let expires_unix =
            u64::try_from(expires.as_second()).map_err(|_| internal(say!("internal-before-1970")))?;
        let inviter = Inviter::new(secret, expires_unix, &mut random());

        let mut me = self.me.clone();
        let mut stream_facts = StreamFactsNew {
            founded: &founded,
            shared: true,
            roots: members.roots(),
            statements: &statements,
        }
        .facts(Some(relay.to_string()));
        stream_facts.voucher = take_voucher(&mut me);
        let facts = PairFacts {
            name: former
                .as_ref()
                .map_or_else(|| name.as_str().to_owned(), |former| former.facts.name.clone()),
            role,
            root: None,
            stream: Some(founded.stream.to_string()),
            relay: relay.to_string(),
            phase: Phase::Invited,
            verified: None,
            since: now,
            expires: Some(expires),
            paused: None,
        };
        let key: [u8; 16] = random_bytes();
        let person = PersonRef::of(&key, &facts)?;
        let own = self.stream;
        let entry = pair_entry(&facts, founded.stream.to_string(), now);
        let mut edits = own_entries(&me.name, role, invite.time_zone.clone());
        edits.push(entry);
        self.store.write(|writer| -> Result<(), Fail> {
            keep_founded(writer, &founded, &stream_facts)?;
            facts::write(writer, RecordKind::Person, ME, &me)?;
            facts::write(writer, RecordKind::Pair, &key, &facts)?;
            writer.put_record(RecordKind::Pairing, &key, &inviter.to_bytes())?;
            if let Some(former) = &former {
                edits.extend(former.shared.clone());
                let ended = former.facts.stream.as_deref().map(ended_setting);
                edits.extend(ended.map(|key| Edit::Setting { key, value: Some(now.to_string()) }));
            }
            let deed = Deed { undoable: false, ..Deed::shared(What::Invited(facts.name.clone()), edits) };
            write_live(writer, own, founded.stream, &person, &deed, now)?;
            let Some(former) = former else { return Ok(()) };
            // The old notebook stays as it is on this device; nothing is exchanged in it any more.
            facts::write(
                writer,
                RecordKind::Pair,
                &former.key,
                &PairFacts { phase: Phase::Ended, ..former.facts },
            )?;
            let what = What::TookAlong(facts.name.clone());
            let deed = Deed { undoable: false, ..Deed::private(what, former.private) };
            write_live(writer, own, founded.stream, &person, &deed, now)?;
            Ok(())
        })?;
        self.me = me;
        Ok(Invitation { person, code, words: invite.words, relay: relay.to_string(), expires })
    }

    /// The relay of this person, which has to be known before anybody can be invited.
    pub(crate) fn need_relay(&self) -> Result<Origin, Fail> {
        let relay = self.me.relay.as_deref().ok_or_else(|| {
            Fail::new(Exit::Failed, "no_relay", say!("no-relay-to-meet"))
                .attempt("entre invite NAME --relay wss://RELAY")
        })?;
        relay.parse().map_err(|_| internal(say!("internal-own-address")))
    }

    /// Names the relay for this person's new notebooks, and for the own one if it has none yet.
    ///
    /// # Errors
    /// If the store refuses.
    pub fn name_relay(&mut self, relay: &Origin) -> Result<(), Fail> {
        let mut me = self.me.clone();
        me.relay = Some(relay.to_string());
        let own = self.stream;
        self.store.write(|writer| -> Result<(), Fail> {
            let mut stream = StreamFacts::read(writer, &own)?;
            if stream.relay.is_none() {
                stream.relay = Some(relay.to_string());
                stream.write(writer, &own)?;
            }
            facts::write(writer, RecordKind::Person, ME, &me)
        })?;
        self.me = me;
        Ok(())
    }

    /// The notebook with somebody who lost everything, as what is to be told again.
    fn former_pair(&mut self, name: &str) -> Result<Former, Fail> {
        let person = self.find(Some(name))?;
        if person.phase != Phase::Live {
            return Err(Fail::new(Exit::Failed, "not_joined", say!("not-joined", name = &person.name))
                .attempt(format!("entre invite \"{}\" --fresh", person.name)));
        }
        let models = self.models(&person)?;
        let facts: Option<PairFacts> = facts::read(&self.store.read()?, RecordKind::Pair, &person.key)?;
        let facts = facts.ok_or_else(|| internal(say!("internal-person-unknown")))?;
        Ok(Former {
            role: facts.role,
            shared: agenda::retell(&models.shared),
            private: agenda::retell_private(&models.private),
            key: person.key.clone(),
            facts,
        })
    }

    fn free_name(&mut self, name: &str, fresh: bool) -> Result<(), Fail> {
        let taken = {
            let reader = self.store.read()?;
            let lower = name.to_lowercase();
            let same = |facts: &PairFacts| facts.name.to_lowercase() == lower && facts.phase != Phase::Ended;
            pairs(&reader)?.into_iter().find(|(_, facts)| same(facts))
        };
        let Some((key, mut facts)) = taken else { return Ok(()) };
        if !fresh || facts.phase != Phase::Invited {
            let fail = Fail::new(Exit::Failed, "name_taken", say!("already-here", name = &facts.name));
            return Err(match facts.phase {
                Phase::Invited => {
                    fail.because(say!("invitation-still-out")).attempt(say!("invite-fresh", name = name))
                }
                _ => fail.attempt(say!("try-another-name")),
            });
        }
        facts.phase = Phase::Ended;
        self.store.write(|writer| -> Result<(), Fail> {
            writer.delete_record(RecordKind::Pairing, &key)?;
            facts::write(writer, RecordKind::Pair, &key, &facts)
        })
    }
}

/// A notebook that is told again.
struct Former {
    key: Vec<u8>,
    facts: PairFacts,
    role: Member,
    shared: Vec<Edit>,
    private: Vec<Edit>,
}

/// What every member writes about itself in the core document.
pub(crate) fn own_entries(name: &str, member: Member, time_zone: Option<String>) -> Vec<Edit> {
    let mut edits = vec![Edit::MemberName { member, name: Some(name.to_owned()) }];
    if time_zone.is_some() {
        edits.push(Edit::MemberTimeZone { member, time_zone });
    }
    edits
}

/// The line about a pair in the own personal document.
pub(crate) fn pair_entry(facts: &PairFacts, stream: String, now: Timestamp) -> Edit {
    let entry = PairEntry {
        name: facts.name.clone(),
        role: Some(facts.role),
        relay: facts.relay.clone(),
        added: Some(now),
    };
    Edit::PairEntry { stream, entry: Some(entry) }
}

/// The role of the pairing messages.
pub(crate) fn wire_role(member: Member) -> Role {
    match member {
        Member::Manager => Role::Manager,
        Member::Report => Role::Report,
    }
}

pub(crate) fn member_of(role: Role) -> Member {
    match role {
        Role::Manager => Member::Manager,
        Role::Report => Member::Report,
    }
}

const CODE_VALID: SignedDuration = SignedDuration::from_hours(7 * 24);
const WORDS_VALID: SignedDuration = SignedDuration::from_mins(15);
