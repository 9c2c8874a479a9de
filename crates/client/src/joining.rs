//! Linking one more device, on the side of the new one (docs/protocol.md §9.2, §10.1): it enters the code, shows four
//! words, and once it is told what there is, makes its store and its keys for every stream. A device that was let in once and
//! is known from nothing any more does the same from its home, with the keys that it has.

use std::collections::BTreeMap;
use std::time::Duration;

use crypto::{Binding, DeviceId, Enrolment, LinkJoining, LinkWelcomed, PairingRole, Statement};
use jiff::Timestamp;
use language::say;
use serde::{Deserialize, Serialize};
use store::{RecordKind, Store, Writer};
use sync::Linked;
use tokio::time::{Instant, sleep};
use wire::{Origin, Rights, SigningKey, StreamId};

use crate::editing::write_personal;
use crate::entre::{Entre, ME, display_name, introductions};
use crate::facts::{self, Me, RecoveryFacts, StreamFacts, hex, internal};
use crate::fail::{Exit, Fail};
use crate::handshake::{CheckedInvitation, refused_fail, slot, unix, used_fail};
use crate::home::Home;
use crate::keys::{StreamSecrets, random_signing_key, write_device, write_reader};
use crate::mailbox::{Mailboxes, Placed};
use crate::random::random;
use crate::streams::{self, own_binding};
use crate::unlock::Unlock;

/// An attempt to become a device of somebody, until their other device answers. It lives in memory only.
pub struct LinkAttempt {
    relay: Origin,
    linked: Linked,
    device: SigningKey,
    device_name: String,
}

/// The message that asks to be let in, until the relay has it.
#[derive(Serialize, Deserialize)]
struct PendingJoin {
    relay: String,
    /// The mailbox's name in hex.
    mailbox: String,
    /// The message in hex.
    m4: String,
}

impl LinkAttempt {
    /// Enters a code: asks the other device to be let in.
    ///
    /// # Errors
    /// If the code is not for linking, was used, has run out, or the relay does not answer. Nothing is written.
    pub async fn begin(code: &CheckedInvitation, device_name: &str, now: Timestamp) -> Result<Self, Fail> {
        Self::answering(code, random_signing_key(), device_name, now).await
    }

    /// The same for a device that has a home already, and whose person adds it once more: it goes on with what it has, as
    /// soon as it is let in.
    ///
    /// # Errors
    /// As [`Self::begin`], or if the store cannot be read.
    pub async fn begin_again(
        entre: &mut Entre,
        code: &CheckedInvitation,
        now: Timestamp,
    ) -> Result<Self, Fail> {
        let name = entre.device_name().to_owned();
        Self::answering(code, entre.device_key()?, &name, now).await
    }

    async fn answering(
        code: &CheckedInvitation,
        device: SigningKey,
        device_name: &str,
        now: Timestamp,
    ) -> Result<Self, Fail> {
        if code.role != PairingRole::Link {
            return Err(Fail::new(Exit::Usage, "not_a_device_code", say!("code-for-person"))
                .attempt(say!("code-for-person-try")));
        }
        let name = display_name(device_name)?;
        let secret = crypto::PairingSecret::from_bytes(*code.secret.expose());
        let linked = Linked::answer(secret, &code.m1, name, &device, unix(now)?, &mut random())
            .map_err(|error| refused_fail(&error))?;
        let mut mailboxes = Mailboxes::dial(&code.relay).await?;
        let message = linked.message().to_vec();
        let placed = mailboxes.put(linked.mailbox(), slot(2)?, SLOT_SECONDS, message).await?;
        mailboxes.close().await;
        if placed == Placed::Taken {
            return Err(used_fail());
        }
        Ok(Self { relay: code.relay.clone(), linked, device, device_name: device_name.trim().to_owned() })
    }

    /// The words that both devices have to show.
    #[must_use]
    pub fn words(&self) -> [&'static str; 4] {
        self.linked.words()
    }

    /// Waits until the person has confirmed the words on the other device, then makes the store.
    ///
    /// # Errors
    /// If nobody confirms within `patience`, the answer is unsound, or the store cannot be made; then nothing is left.
    pub async fn finish(
        &self,
        home: &Home,
        unlock: &Unlock,
        now: Timestamp,
        patience: Duration,
    ) -> Result<Entre, Fail> {
        let (m3, welcomed) = self.confirmed(patience).await?;
        Entre::make(home, unlock, |store, _| self.fill(store, &m3, &welcomed, now))
    }

    /// Waits in the same way, then asks for the keys of this home to be let in, and for those of streams that are new here.
    ///
    /// # Errors
    /// If nobody confirms within `patience`, the other device is somebody else's, or the store refuses; then nothing is
    /// changed.
    pub async fn finish_again(
        &self,
        entre: &mut Entre,
        now: Timestamp,
        patience: Duration,
    ) -> Result<(), Fail> {
        let (m3, welcomed) = self.confirmed(patience).await?;
        let own = welcomed.welcome.streams.first().map(|(card, _)| card.stream);
        if welcomed.root != entre.root()? || own != Some(entre.stream) {
            return Err(Fail::new(Exit::Safety, "other_person", say!("join-other-person"))
                .because(say!("nothing-changed"))
                .attempt("entre --home DIR device join"));
        }
        entre.store.write(|writer| self.ask(writer, &m3, &welcomed, now))
    }

    /// The answer of the other device, once the person has confirmed the words there.
    async fn confirmed(&self, patience: Duration) -> Result<(Vec<u8>, LinkWelcomed), Fail> {
        let until = Instant::now() + patience;
        let m3 = loop {
            // The code is used up, and what belongs to it is only in memory: a relay that starts anew must not end it.
            let answer = match self.answer().await {
                Err(fail) if fail.exit == Exit::Offline && Instant::now() < until => None,
                answer => answer?,
            };
            if let Some(m3) = answer {
                break m3;
            }
            if Instant::now() >= until {
                return Err(Fail::new(Exit::Failed, "not_confirmed", say!("join-not-confirmed"))
                    .because(say!("join-not-confirmed-why"))
                    .attempt(say!("join-try")));
            }
            sleep(LOOK).await;
        };
        let welcomed = self.linked.welcomed(&m3).map_err(|error| refused_fail(&error))?;
        Ok((m3, welcomed))
    }

    /// What the other device answered, if it did.
    async fn answer(&self) -> Result<Option<Vec<u8>>, Fail> {
        let mut mailboxes = Mailboxes::dial(&self.relay).await?;
        let answer = mailboxes.get(self.linked.mailbox(), slot(3)?).await;
        mailboxes.close().await;
        answer
    }

    /// The new store: who we are, and what asks to be let in.
    fn fill(
        &self,
        store: &mut Store,
        m3: &[u8],
        welcomed: &LinkWelcomed,
        now: Timestamp,
    ) -> Result<Me, Fail> {
        let root = welcomed.root;
        let (own, _) = welcomed
            .welcome
            .streams
            .first()
            .ok_or_else(|| Fail::new(Exit::Failed, "no_relay", say!("join-no-relay")))?;
        let me = Me {
            // The own stream brings the real one.
            name: self.device_name.clone(),
            device_name: self.device_name.clone(),
            root: hex(root.as_bytes()),
            device: hex(DeviceId::of(&self.device).as_bytes()),
            stream: hex(own.stream.as_bytes()),
            relay: Some(own.relay.to_string()),
            vouchers: Vec::new(),
            since: now,
        };
        let stream = own.stream;
        store.write(|writer| -> Result<(), Fail> {
            write_device(writer, &self.device)?;
            facts::write(writer, RecordKind::Person, ME, &me)?;
            self.ask(writer, m3, welcomed, now)?;
            let entry = introductions(&me).pop();
            write_personal(writer, stream, entry.into_iter().collect())
        })?;
        Ok(me)
    }

    /// Our keys in every stream, those that are there and new ones otherwise, and the message that asks to let them in.
    fn ask(
        &self,
        writer: &mut Writer<'_>,
        m3: &[u8],
        welcomed: &LinkWelcomed,
        now: Timestamp,
    ) -> Result<(), Fail> {
        let root = welcomed.root;
        let there: BTreeMap<StreamId, StreamFacts> = streams::all(writer)?.into_iter().collect();
        let mut enrolments = Vec::new();
        for (number, (card, enroller)) in welcomed.welcome.streams.iter().enumerate() {
            let mut roots = vec![root];
            roots.extend(card.partner);
            let about = |statement: &&Statement| roots.contains(&statement.root());
            let statements: Vec<&Statement> = welcomed.welcome.statements.iter().filter(about).collect();
            let (secrets, facts) = match there.get(&card.stream) {
                Some(facts) => {
                    let mut facts = facts.clone();
                    for statement in statements {
                        facts.add_statement(statement);
                    }
                    (StreamSecrets::read(writer, &card.stream)?, facts)
                }
                None => {
                    let secrets = StreamSecrets::random();
                    let binding = own_binding(card.stream, root, &self.device, &secrets)?;
                    // The person's own stream comes first, and has no reader.
                    let shared = number > 0;
                    let recovery = RecoveryFacts {
                        generation: if shared { (card.generation / 2).max(1) } else { 0 },
                        enrolled: false,
                        carded: true,
                        with_partner: card.partner.is_some(),
                    };
                    if shared {
                        write_reader(writer, &card.stream, &card.reader())?;
                    }
                    secrets.write(writer, &card.stream)?;
                    let known = known(shared, &card.relay, &roots, &statements, &binding, now);
                    (secrets, StreamFacts { recovery, ..known })
                }
            };
            facts.write(writer, &card.stream)?;
            let binding = own_binding(card.stream, root, &self.device, &secrets)?;
            enrolments.push(Enrolment::ask(binding, &secrets.pseudonym, enroller, Rights::DEVICE));
        }
        let joining = LinkJoining { proof: Statement::device_proof(&self.device, &root), enrolments };
        let m4 = self
            .linked
            .join(m3, &joining, &self.device, &mut random())
            .map_err(|error| refused_fail(&error))?;
        let pending = PendingJoin {
            relay: self.relay.to_string(),
            mailbox: hex(self.linked.mailbox().as_bytes()),
            m4: hex(&m4),
        };
        facts::write(writer, RecordKind::Pairing, JOIN, &pending)
    }
}

impl Entre {
    /// Hands over the message that asks to be let in, if the relay does not have it yet.
    pub(crate) async fn ask_to_join(&mut self) -> Result<(), Fail> {
        let pending: Option<PendingJoin> = facts::read(&self.store.read()?, RecordKind::Pairing, JOIN)?;
        let Some(pending) = pending else { return Ok(()) };
        let relay: Origin = pending.relay.parse().map_err(|_| internal(say!("internal-address")))?;
        let mailbox = wire::MailboxName::from(crate::entre::unhex_array::<32>(&pending.mailbox)?);
        let mut mailboxes = Mailboxes::dial(&relay).await?;
        let placed = mailboxes.put(mailbox, slot(4)?, SLOT_SECONDS, facts::unhex(&pending.m4)?).await?;
        mailboxes.close().await;
        if placed == Placed::Taken {
            return Err(Fail::new(Exit::Safety, "code_ended", say!("code-mailbox-taken"))
                .because(say!("join-not-let-in"))
                .attempt(say!("join-try")));
        }
        self.store.write(|writer| -> Result<(), Fail> {
            writer.delete_record(RecordKind::Pairing, JOIN)?;
            Ok(())
        })
    }
}

/// What is known of a stream that another of our devices told us of.
pub(crate) fn known(
    shared: bool,
    relay: &Origin,
    roots: &[crypto::RootId],
    statements: &[&Statement],
    binding: &Binding,
    now: Timestamp,
) -> StreamFacts {
    StreamFacts {
        shared,
        relay: Some(relay.to_string()),
        receipt: None,
        voucher: None,
        founder: false,
        genesis: String::new(),
        roots: roots.iter().map(|root| hex(root.as_bytes())).collect(),
        statements: statements.iter().map(|statement| hex(statement.as_bytes())).collect(),
        bindings: vec![hex(binding.as_bytes())],
        admissions: Vec::new(),
        retire: Vec::new(),
        recovery: RecoveryFacts::default(),
        enter: None,
        tell: false,
        kem_since: Some(now),
    }
}

/// Two days: the other device may be closed for a night.
const SLOT_SECONDS: u32 = 2 * 24 * 3600;
const LOOK: Duration = Duration::from_millis(700);
const JOIN: &[u8] = b"join";
