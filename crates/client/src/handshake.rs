//! Moving handshakes on through the relay's mailboxes: each message is kept before it is sent, so a crash repeats the
//! same bytes (docs/protocol.md §9).

mod drafts;

use agenda::Member;
use crypto::{Binding, Introduction, InvitationCode, PairingRole, PairingSecret, RootId, SpokenWords};
use jiff::Timestamp;
use language::say;
use store::{RecordKind, Writer};
use sync::{Host, Inviter, Joiner, PairingRefused, Want};
use wire::{Origin, Slot};
use zeroize::Zeroizing;

use crate::editing::{Deed, write_live};
use crate::entre::{Entre, ME, display_name, unhex_array};
use crate::facts::{self, AdmissionFacts, PairFacts, Phase, RecoveryFacts, StreamFacts, hex, internal};
use crate::fail::{Exit, Fail};
use crate::held::{Held, is_moved_elsewhere};
use crate::invite::{member_of, own_entries, pair_entry, wire_role};
use crate::keys::StreamSecrets;
use crate::mailbox::{Mailboxes, Placed};
use crate::notices::{SafetyEvent, keep_event};
use crate::other_words::{refused_error, words_error};
use crate::pausing::{known_otherwise, outcome_edit, pause_fail};
use crate::people::{PersonRef, pairs};
use crate::random::{random, random_bytes};
use crate::streams::own_binding;
use crate::what::What;

/// An invitation that was found at its relay and can still be answered.
pub struct CheckedInvitation {
    /// The relay.
    pub relay: Origin,
    /// Until when it can be used.
    pub expires: Timestamp,
    /// Whether it invites a person or a device of one's own.
    pub(crate) role: PairingRole,
    pub(crate) secret: PairingSecret,
    pub(crate) m1: Vec<u8>,
}

impl CheckedInvitation {
    /// Whether the code is for one more device of its maker.
    #[must_use]
    pub fn links_a_device(&self) -> bool {
        self.role == PairingRole::Link
    }
}

/// What accepting brought.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Accepted {
    /// The person who invites, under the name they gave, or a stand-in until it is known.
    pub person: PersonRef,
}

/// What happened to a handshake during a sync.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PairingNews {
    /// The person.
    pub person: String,
    /// How far it has come.
    pub phase: Phase,
    /// In words.
    pub text: String,
}

/// Reads a code (or six words) and looks whether the invitation can be answered. Changes nothing anywhere.
///
/// # Errors
/// If the code has a typo, is unknown, used or expired, or the relay cannot be reached.
pub async fn check_invitation(
    text: &str,
    relay: Option<&Origin>,
    now: Timestamp,
) -> Result<CheckedInvitation, Fail> {
    let (relay, secret) = read_code(text, relay)?;
    let mut mailboxes = Mailboxes::dial(&relay).await?;
    let name = secret.mailbox();
    let m1 = mailboxes.get(name, slot(1)?).await?.ok_or_else(|| {
        Fail::new(Exit::NotFound, "no_invitation", say!("no-invitation"))
            .because(say!("no-invitation-wrong"))
            .because(say!("no-invitation-yet"))
            .attempt(say!("ask-new-invitation"))
    })?;
    let offer = crypto::read_m1(&secret, &m1).map_err(|_| not_sound())?;
    let expires =
        i64::try_from(offer.expires_unix).ok().and_then(|second| Timestamp::from_second(second).ok());
    let expires = expires.ok_or_else(not_sound)?;
    if expires < now {
        return Err(Fail::new(Exit::Failed, "expired", say!("invitation-expired"))
            .because(say!("invitation-expired-clock"))
            .because(say!("nothing-changed"))
            .attempt(say!("ask-new-invitation")));
    }
    if mailboxes.get(name, slot(2)?).await?.is_some() {
        return Err(used_fail());
    }
    mailboxes.close().await;
    Ok(CheckedInvitation { relay, expires, role: offer.role, secret, m1 })
}

impl Entre {
    /// Answers an invitation. From here on topics and notes can be written; they wait until the inviter has synced.
    ///
    /// # Errors
    /// If the invitation was used meanwhile, the relay cannot be reached, or the store refuses.
    pub async fn accept(&mut self, invitation: &CheckedInvitation, now: Timestamp) -> Result<Accepted, Fail> {
        if invitation.links_a_device() {
            return Err(Fail::new(Exit::Usage, "device_code", say!("code-for-device"))
                .attempt(say!("code-for-device-try")));
        }
        let (device, statements) = (self.device_key()?, self.statements()?);
        let introduction = Introduction { statements, name: display_name(&self.me.name)?, role: None };
        let now_unix = unix(now)?;
        let secret = PairingSecret::from_bytes(*invitation.secret.expose());
        let mut joiner =
            Joiner::answer(secret, &invitation.m1, &introduction, &device, now_unix, &mut random())
                .map_err(|error| refused_fail(&error))?;
        let key: [u8; 16] = random_bytes();
        let mut facts = PairFacts {
            name: say!("unnamed-inviter"),
            role: Member::Report,
            root: None,
            stream: None,
            relay: invitation.relay.to_string(),
            phase: Phase::Accepted,
            verified: None,
            since: now,
            expires: Some(invitation.expires),
            paused: None,
        };
        let mut held = Held::new(&key, joiner.to_bytes());
        self.store.write(|writer| -> Result<(), Fail> {
            facts::write(writer, RecordKind::Pair, &key, &facts)?;
            Ok(writer.put_record(RecordKind::Pairing, &key, &joiner.to_bytes())?)
        })?;
        if self.me.relay.is_none() {
            self.name_relay(&invitation.relay)?;
        }
        // From here on the answer is kept: if the relay is lost now, the next sync delivers it.
        let moved = match Mailboxes::dial(&invitation.relay).await {
            Ok(mut mailboxes) => {
                let moved = self.move_joiner(&mut mailboxes, &mut held, &mut facts, &mut joiner, now).await;
                mailboxes.close().await;
                moved
            }
            Err(fail) => Err(fail),
        };
        let moved = match moved {
            Err(fail) if is_moved_elsewhere(&fail) => {
                facts = facts::read(&self.store.read()?, RecordKind::Pair, &key)?.unwrap_or(facts);
                Ok(())
            }
            moved => moved,
        };
        if facts.phase == Phase::Ended {
            self.store.write(|writer| -> Result<(), Fail> {
                writer.delete_record(RecordKind::Pair, &key)?;
                writer.delete_record(RecordKind::Pairing, &key)?;
                Ok(())
            })?;
        }
        match moved {
            Err(fail) if fail.exit != Exit::Offline => return Err(fail),
            _ => {}
        }
        if let Some(stop) = pause_fail(&facts) {
            return Err(stop);
        }
        Ok(Accepted { person: PersonRef::of(&key, &facts)? })
    }

    /// Puts invitations into their mailboxes, so that they can be answered while this device is off. Says whether the
    /// relay took them; if not, the next sync does it.
    ///
    /// # Errors
    /// If the store refuses, or a handshake stopped for safety.
    pub async fn post_invitations(&mut self, now: Timestamp) -> Result<bool, Fail> {
        self.move_handshakes(now).await.map(|(_, silent)| silent.is_none())
    }

    /// Moves every handshake on as far as the mailboxes allow.
    ///
    /// Gives what moved, and the first thing that stopped one of them.
    pub(crate) async fn move_handshakes(
        &mut self,
        now: Timestamp,
    ) -> Result<(Vec<PairingNews>, Option<Fail>), Fail> {
        let open: Vec<(Vec<u8>, PairFacts)> = {
            let reader = self.store.read()?;
            let waiting = |facts: &PairFacts| {
                matches!(facts.phase, Phase::Invited | Phase::Accepted) && facts.paused.is_none()
            };
            pairs(&reader)?.into_iter().filter(|(_, facts)| waiting(facts)).collect()
        };
        let mut news = Vec::new();
        let mut silent = None;
        for (key, mut facts) in open {
            let Some(bytes) = self.store.read()?.record(RecordKind::Pairing, &key)? else { continue };
            let bytes = Zeroizing::new(bytes);
            let mut held = Held::new(&key, bytes.clone());
            let origin: Origin = facts.relay.parse().map_err(|_| internal(say!("internal-address")))?;
            let mut mailboxes = match Mailboxes::dial(&origin).await {
                Ok(mailboxes) => mailboxes,
                Err(fail) if fail.exit == Exit::Offline => {
                    silent = silent.or(Some(fail));
                    continue;
                }
                Err(fail) => return Err(fail),
            };
            let before = facts.phase;
            let moved = if facts.phase == Phase::Invited {
                let mut inviter =
                    Inviter::from_bytes(&bytes).ok_or_else(|| internal(say!("internal-invitation")))?;
                self.move_inviter(&mut mailboxes, &mut held, &mut facts, &mut inviter, now).await
            } else {
                let mut joiner =
                    Joiner::from_bytes(&bytes).ok_or_else(|| internal(say!("internal-handshake")))?;
                self.move_joiner(&mut mailboxes, &mut held, &mut facts, &mut joiner, now).await
            };
            mailboxes.close().await;
            if facts.phase != before {
                news.push(news_of(&facts, moved.as_ref().err()));
            }
            match moved {
                Err(fail) if is_moved_elsewhere(&fail) => {}
                // It keeps nobody from the others.
                Err(fail) if facts.phase != Phase::Ended => silent = silent.or(Some(fail)),
                _ => {}
            }
        }
        Ok((news, silent))
    }

    async fn move_inviter(
        &mut self,
        mailboxes: &mut Mailboxes,
        held: &mut Held,
        facts: &mut PairFacts,
        inviter: &mut Inviter,
        now: Timestamp,
    ) -> Result<(), Fail> {
        let now_unix = unix(now)?;
        let name = inviter.mailbox();
        loop {
            match inviter.want(now_unix) {
                Want::Put { slot, seconds, content } => {
                    if mailboxes.put(name, slot, seconds, content).await? == Placed::Taken {
                        return self.end_pairing(held, facts, &say!("invitation-mailbox-taken"));
                    }
                    inviter.placed(slot);
                    self.keep_pairing(held, inviter.to_bytes(), |_| Ok(()))?;
                }
                Want::Get(slot) => {
                    let Some(message) = mailboxes.get(name, slot).await? else {
                        if !inviter.is_answered() && now_unix > inviter.expires_unix() {
                            return self.end_pairing(held, facts, &say!("invitation-unanswered"));
                        }
                        return Ok(());
                    };
                    let host = self.host(facts)?;
                    if slot.number() == 2 {
                        let guest = match inviter.introduced(
                            &message,
                            &host.as_host(facts)?,
                            now_unix,
                            &mut random(),
                        ) {
                            Ok(guest) => guest,
                            Err(error) if is_not_theirs(&error) => return Err(self.bad_answer(facts, now)?),
                            Err(error) => return self.end_pairing(held, facts, &error.to_string()),
                        };
                        let next = PairFacts { root: Some(hex(guest.root.as_bytes())), ..facts.clone() };
                        let key = held.key.clone();
                        self.keep_pairing(held, inviter.to_bytes(), |writer| {
                            facts::write(writer, RecordKind::Pair, &key, &next)
                        })?;
                        *facts = next;
                    } else {
                        let admission = match inviter.joined(&message, &host.as_host(facts)?) {
                            Ok(admission) => admission,
                            Err(error) if is_not_theirs(&error) => return Err(self.bad_answer(facts, now)?),
                            Err(error) => return self.end_pairing(held, facts, &error.to_string()),
                        };
                        let root =
                            RootId::from(unhex_array::<32>(facts.root.as_deref().unwrap_or_default())?);
                        let next = PairFacts { phase: Phase::Live, ..facts.clone() };
                        let stream = host.stream;
                        self.store.write(|writer| -> Result<(), Fail> {
                            held.check(writer)?;
                            let mut known = StreamFacts::read(writer, &stream)?;
                            known.admissions.push(AdmissionFacts::of(&admission, root));
                            known.write(writer, &stream)?;
                            writer.delete_record(RecordKind::Pairing, &held.key)?;
                            facts::write(writer, RecordKind::Pair, &held.key, &next)
                        })?;
                        *facts = next;
                        return Ok(());
                    }
                }
                Want::Nothing => return Ok(()),
            }
        }
    }

    async fn move_joiner(
        &mut self,
        mailboxes: &mut Mailboxes,
        held: &mut Held,
        facts: &mut PairFacts,
        joiner: &mut Joiner,
        now: Timestamp,
    ) -> Result<(), Fail> {
        let name = joiner.mailbox();
        loop {
            match joiner.want() {
                Want::Put { slot, seconds, content } => {
                    if mailboxes.put(name, slot, seconds, content).await? == Placed::Taken {
                        return match self.end_pairing(held, facts, "used") {
                            Err(fail) if is_moved_elsewhere(&fail) => Err(fail),
                            _ => Err(used_fail()),
                        };
                    }
                    joiner.placed(slot);
                    self.keep_pairing(held, joiner.to_bytes(), |_| Ok(()))?;
                }
                Want::Get(slot) => {
                    let Some(message) = mailboxes.get(name, slot).await? else { return Ok(()) };
                    match self.welcomed(held, facts, joiner, &message, now)? {
                        Ok(()) => {}
                        Err(error) if is_not_theirs(&error) => return Err(self.bad_answer(facts, now)?),
                        Err(error) => {
                            let fail = refused_fail(&error);
                            return match self.end_pairing(held, facts, &fail.what) {
                                Err(other) if is_moved_elsewhere(&other) => Err(other),
                                _ => Err(fail),
                            };
                        }
                    }
                    if facts.paused.is_some() {
                        // Not a byte goes to these keys before the words have been compared.
                        return Ok(());
                    }
                }
                Want::Nothing => {
                    let next = PairFacts { phase: Phase::Live, ..facts.clone() };
                    self.store.write(|writer| -> Result<(), Fail> {
                        held.check(writer)?;
                        writer.delete_record(RecordKind::Pairing, &held.key)?;
                        facts::write(writer, RecordKind::Pair, &held.key, &next)
                    })?;
                    *facts = next;
                    return Ok(());
                }
            }
        }
    }

    /// The inviter has answered: the stream is known, its keys are made, and what was written meanwhile goes into it.
    /// Gives the reason if the answer is no good; a disk that fails here says nothing of the answer.
    fn welcomed(
        &mut self,
        held: &mut Held,
        facts: &mut PairFacts,
        joiner: &mut Joiner,
        m3: &[u8],
        now: Timestamp,
    ) -> Result<Result<(), PairingRefused>, Fail> {
        let key = held.key.as_slice();
        let (root, device, statements) = (self.root()?, self.device_key()?, self.statements()?);
        let welcomed = match joiner.welcomed(m3, &root) {
            Ok(welcomed) => welcomed,
            Err(error) => return Ok(Err(error)),
        };
        let stream = welcomed.stream;
        let secrets = StreamSecrets::random();
        let binding = own_binding(stream, root, &device, &secrets)?;
        let pseudonym = &secrets.pseudonym;
        if let Err(error) =
            joiner.join(m3, &welcomed, &root, binding.clone(), pseudonym, &device, &mut random())
        {
            return Ok(Err(error));
        }
        let joined = joiner.to_bytes();
        let welcome = &welcomed.welcome;
        let role = member_of(welcome.role).other();
        let before = PersonRef::of(key, facts)?;
        let (assumed, relay) = (facts.role, facts.relay.clone());
        let texts = |bindings: &[&Binding]| bindings.iter().map(|binding| hex(binding.as_bytes())).collect();
        let known = StreamFacts {
            shared: true,
            relay: Some(relay.clone()),
            receipt: None,
            voucher: None,
            founder: false,
            genesis: hex(&welcome.genesis),
            roots: vec![hex(root.as_bytes()), hex(welcomed.root.as_bytes())],
            statements: statements
                .iter()
                .chain(&welcome.statements)
                .map(|known| hex(known.as_bytes()))
                .collect(),
            bindings: texts(&[&binding, &welcome.binding]),
            admissions: Vec::new(),
            retire: Vec::new(),
            recovery: RecoveryFacts::default(),
            enter: None,
            tell: false,
            kem_since: Some(now),
        };
        let given = welcome.name.as_str();
        let other_keys = {
            let root = hex(welcomed.root.as_bytes());
            known_otherwise(&self.store.read()?, key, given, &root, now)?
        };
        let (called, paused) = match other_keys {
            Some((called, paused)) => (called, Some(paused)),
            None => (given.to_owned(), None),
        };
        let next = PairFacts {
            name: called,
            paused,
            role,
            root: Some(hex(welcomed.root.as_bytes())),
            stream: Some(stream.to_string()),
            ..facts.clone()
        };
        let person = PersonRef::of(key, &next)?;
        let mut me = self.me.clone();
        if let Some(voucher) = welcome.voucher
            && me.relay.as_deref() == Some(relay.as_str())
        {
            me.vouchers.push(hex(&voucher));
        }
        let own = self.stream;
        let name = me.name.clone();
        self.store.write(|writer| -> Result<(), Fail> {
            held.check(writer)?;
            secrets.write(writer, &stream)?;
            known.write(writer, &stream)?;
            facts::write(writer, RecordKind::Person, ME, &me)?;
            facts::write(writer, RecordKind::Pair, key, &next)?;
            writer.put_record(RecordKind::Pairing, key, &joined)?;
            let mut edits = own_entries(&name, role, None);
            edits.push(pair_entry(&next, stream.to_string(), now));
            if next.paused.is_some() {
                edits.push(outcome_edit(&stream, &next));
            }
            let deed = Deed { undoable: false, ..Deed::shared(What::Joined(next.name.clone()), edits) };
            write_live(writer, own, stream, &person, &deed, now)?;
            drafts::replay_drafts(writer, own, &before, &person, assumed, now)
        })?;
        held.saw(joined);
        self.me = me;
        *facts = next;
        Ok(Ok(()))
    }

    fn end_pairing(&mut self, held: &Held, facts: &mut PairFacts, why: &str) -> Result<(), Fail> {
        let next = PairFacts { phase: Phase::Ended, ..facts.clone() };
        self.store.write(|writer| -> Result<(), Fail> {
            held.check(writer)?;
            writer.delete_record(RecordKind::Pairing, &held.key)?;
            facts::write(writer, RecordKind::Pair, &held.key, &next)
        })?;
        *facts = next;
        Err(Fail::new(
            Exit::Safety,
            "invitation_ended",
            say!("invitation-over", name = &facts.name, why = why),
        )
        .attempt(say!("invite-another", name = &facts.name)))
    }

    /// A message that whoever knows the code did not write. The relay may have made it, and may show the real one later:
    /// nothing ends by it, and what was written meanwhile waits.
    fn bad_answer(&mut self, facts: &PairFacts, now: Timestamp) -> Result<Fail, Fail> {
        let text = say!("bad-answer", relay = &facts.relay, name = &facts.name);
        let event = SafetyEvent {
            at: now,
            code: NOT_THEIRS.to_owned(),
            person: Some(facts.name.clone()),
            text: text.clone(),
        };
        self.store.write(|writer| keep_event(writer, &event))?;
        Ok(Fail::new(Exit::Safety, NOT_THEIRS, text)
            .because(say!("pairing-stays-open"))
            .attempt(say!("try-sync-later"))
            .attempt(say!("invite-fresh-if-it-stays")))
    }

    /// Keeps how far a handshake has come, and what belongs to it in the same transaction.
    fn keep_pairing(
        &mut self,
        held: &mut Held,
        bytes: Zeroizing<Vec<u8>>,
        with: impl FnOnce(&mut Writer<'_>) -> Result<(), Fail>,
    ) -> Result<(), Fail> {
        self.store.write(|writer| -> Result<(), Fail> {
            held.check(writer)?;
            writer.put_record(RecordKind::Pairing, &held.key, &bytes)?;
            with(writer)
        })?;
        held.saw(bytes);
        Ok(())
    }

    fn host(&mut self, facts: &PairFacts) -> Result<HostParts, Fail> {
        let stream: wire::StreamId = facts
            .stream
            .as_deref()
            .unwrap_or_default()
            .parse()
            .map_err(|_| internal(say!("internal-no-stream")))?;
        let known = StreamFacts::read(&self.store.read()?, &stream)?;
        let binding =
            known.bindings()?.into_iter().next().ok_or_else(|| internal(say!("internal-no-binding")))?;
        Ok(HostParts {
            root: self.root()?,
            statements: self.statements()?,
            name: self.me.name.clone(),
            stream,
            genesis: known.genesis_bytes()?,
            binding,
            device: self.device_key()?,
            voucher: self.me.vouchers.last().map(|voucher| unhex_array::<16>(voucher)).transpose()?,
        })
    }
}

struct HostParts {
    root: RootId,
    statements: Vec<crypto::Statement>,
    name: String,
    stream: wire::StreamId,
    genesis: Vec<u8>,
    binding: Binding,
    device: wire::SigningKey,
    voucher: Option<[u8; 16]>,
}

impl HostParts {
    fn as_host(&self, facts: &PairFacts) -> Result<Host<'_>, Fail> {
        Ok(Host {
            root: self.root,
            statements: self.statements.clone(),
            name: display_name(&self.name)?,
            role: wire_role(facts.role),
            stream: self.stream,
            genesis: self.genesis.clone(),
            binding: self.binding.clone(),
            device: &self.device,
            voucher: self.voucher,
        })
    }
}

pub(crate) fn read_code(text: &str, relay: Option<&Origin>) -> Result<(Origin, PairingSecret), Fail> {
    let trimmed = text.trim();
    if trimmed.split_whitespace().count() == 6 && !trimmed.to_lowercase().starts_with("entre1") {
        let relay = relay.ok_or_else(|| {
            Fail::new(Exit::Usage, "relay_needed", say!("relay-needed")).attempt(say!("relay-needed-try"))
        })?;
        let words: SpokenWords = trimmed.parse().map_err(|error: crypto::WordsError| {
            Fail::new(Exit::Usage, "bad_code", words_error(&error)).because(say!("nothing-sent"))
        })?;
        return Ok((relay.clone(), PairingSecret::from_words(&words, relay)));
    }
    let code: InvitationCode = trimmed.parse().map_err(|error| {
        let fail = Fail::new(Exit::Usage, "bad_code", say!("bad-code"));
        let fail = match error {
            crypto::CodeError::NotACode => fail.because(say!("bad-code-start")),
            crypto::CodeError::Length { expected: Some(expected), found } => {
                fail.because(say!("bad-code-length", expected = expected, found = found))
            }
            crypto::CodeError::Length { expected: None, found } => {
                fail.because(say!("bad-code-end", found = found))
            }
            crypto::CodeError::Typo => fail.because(say!("bad-code-checksum")),
        };
        fail.attempt(say!("bad-code-try"))
    })?;
    let secret = code.secret();
    Ok((code.relay, secret))
}

fn news_of(facts: &PairFacts, fail: Option<&Fail>) -> PairingNews {
    let first = facts.name.split_whitespace().next().unwrap_or(&facts.name);
    let text = match (facts.phase, fail) {
        (Phase::Live, _) => say!("pairing-live", name = &facts.name),
        (Phase::Ended, Some(fail)) => fail.what.clone(),
        _ => say!("pairing-moved", first = first),
    };
    PairingNews { person: facts.name.clone(), phase: facts.phase, text }
}

pub(crate) fn used_fail() -> Fail {
    Fail::new(Exit::Safety, "code_used", say!("code-used"))
        .because(say!("nothing-changed-here"))
        .attempt(say!("code-used-try"))
}

pub(crate) fn not_sound() -> Fail {
    Fail::new(Exit::Safety, "bad_invitation", say!("invitation-unsound"))
        .because(say!("invitation-unsound-why"))
        .attempt(say!("invitation-unsound-try"))
}

pub(crate) fn refused_fail(error: &PairingRefused) -> Fail {
    match error {
        PairingRefused::Expired => Fail::new(Exit::Failed, "expired", say!("invitation-expired")),
        PairingRefused::OwnInvitation => Fail::new(Exit::Failed, "own_invitation", say!("own-invitation"))
            .because(say!("own-invitation-why")),
        other => {
            Fail::new(Exit::Safety, "bad_invitation", say!("pairing-stopped", other = refused_error(other)))
                .because(say!("nothing-written"))
        }
    }
}

pub(crate) fn slot(number: u8) -> Result<Slot, Fail> {
    Slot::new(number).ok_or_else(|| internal(say!("internal-slot")))
}

pub(crate) fn unix(now: Timestamp) -> Result<u64, Fail> {
    u64::try_from(now.as_second()).map_err(|_| internal(say!("internal-before-1970")))
}

/// Whether nobody who knows the code wrote this: the relay made it up, or altered it.
fn is_not_theirs(error: &PairingRefused) -> bool {
    use crypto::PairingError::{Malformed, Refused, Secret};
    matches!(error, PairingRefused::Message(Malformed | Secret | Refused))
}

/// The code of a message that nobody who knows the invitation's code wrote.
const NOT_THEIRS: &str = "bad_answer";
