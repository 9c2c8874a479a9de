//! Pairing through a mailbox, each side as a value that is kept sealed between two syncs (docs/protocol.md §9).
//!
//! Every message is made once and kept before it is sent, so that a crash repeats the same bytes. The first valid
//! second message uses an invitation up; there is no second try.

use crypto::{
    Binding, DisplayName, Enrolment, Handshake, Introduction, Joining, KemKey, Members, Pair, PairingError,
    PairingRole, PairingSecret, Role, RootId, Roster, Statement, Welcome, Welcomed,
};
use rand_core::CryptoRng;
use wire::{MailboxName, Reader, Rights, SigningKey, Slot, StreamId, Truncated};
use zeroize::Zeroizing;

use crate::publish::Admission;

/// What a side wants from the mailbox next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Want {
    /// Write a slot.
    Put {
        /// Which.
        slot: Slot,
        /// How long it is to be kept.
        seconds: u32,
        /// What.
        content: Vec<u8>,
    },
    /// Read a slot.
    Get(Slot),
    /// Nothing more.
    Nothing,
}

/// Why a handshake cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum PairingRefused {
    /// The message is not sound, not for this invitation, or contradicts itself.
    #[error(transparent)]
    Message(#[from] PairingError),
    /// Both say they are the manager, or both the report.
    #[error("both sides have the same role")]
    SameRole,
    /// The invitation was accepted by the person who made it.
    #[error("this invitation is one's own")]
    OwnInvitation,
    /// The roster's parts do not fit each other.
    #[error("the signatures under the list of members do not fit")]
    Roster,
    /// The invitation has run out.
    #[error("the invitation has run out")]
    Expired,
}

/// What the inviting side is and offers.
pub struct Host<'a> {
    /// Our person.
    pub root: RootId,
    /// Our statements.
    pub statements: Vec<Statement>,
    /// Our name.
    pub name: DisplayName,
    /// Our role.
    pub role: Role,
    /// The stream for two.
    pub stream: StreamId,
    /// Its first envelope.
    pub genesis: Vec<u8>,
    /// Our binding in it.
    pub binding: Binding,
    /// Our device's key.
    pub device: &'a SigningKey,
    /// A voucher for the newcomer's own stream, where the relay asks for one.
    pub voucher: Option<[u8; 16]>,
}

/// Who answered an invitation.
#[derive(Debug, Clone)]
pub struct Guest {
    /// Their person.
    pub root: RootId,
    /// Their name, as they give it.
    pub name: DisplayName,
}

/// The inviting side, from the invitation to the admission.
pub struct Inviter {
    secret: PairingSecret,
    ephemeral: KemKey,
    m1: Vec<u8>,
    expires_unix: u64,
    offered: bool,
    answer: Option<Answer>,
}

struct Answer {
    guest: RootId,
    name: String,
    statements: Vec<Statement>,
    handshake: Handshake,
    m3: Vec<u8>,
    placed: bool,
}

impl Inviter {
    /// A fresh invitation; nothing is sent yet.
    #[must_use]
    pub fn new(secret: PairingSecret, expires_unix: u64, rng: &mut dyn CryptoRng) -> Self {
        let (ephemeral, m1) = crypto::make_m1(&secret, PairingRole::Pair, expires_unix, rng);
        Self { secret, ephemeral, m1, expires_unix, offered: false, answer: None }
    }

    /// Where both sides meet.
    #[must_use]
    pub fn mailbox(&self) -> MailboxName {
        self.secret.mailbox()
    }

    /// Unix seconds until which the invitation can be answered.
    #[must_use]
    pub fn expires_unix(&self) -> u64 {
        self.expires_unix
    }

    /// Whether somebody has answered.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        self.answer.is_some()
    }

    /// What to do next at the mailbox.
    #[must_use]
    pub fn want(&self, now_unix: u64) -> Want {
        match &self.answer {
            None if !self.offered => want_put(1, seconds_left(self.expires_unix, now_unix), &self.m1),
            None => want_get(2),
            Some(answer) if !answer.placed => want_put(3, SLOT_SECONDS_MAX, &answer.m3),
            Some(_) => want_get(4),
        }
    }

    /// The relay has committed a slot of ours.
    pub fn placed(&mut self, slot: Slot) {
        match &mut self.answer {
            None => self.offered |= slot.number() == 1,
            Some(answer) => answer.placed |= slot.number() == 3,
        }
    }

    /// Takes the second message and makes the third, which is kept.
    ///
    /// # Errors
    /// [`PairingRefused`]: the invitation is then used up.
    pub fn introduced(
        &mut self,
        m2: &[u8],
        host: &Host<'_>,
        now_unix: u64,
        rng: &mut dyn CryptoRng,
    ) -> Result<Guest, PairingRefused> {
        if now_unix > self.expires_unix {
            return Err(PairingRefused::Expired);
        }
        let (introduced, handshake) = crypto::read_m2(&self.secret, &self.ephemeral, &self.m1, m2)?;
        let root = introduced.root.ok_or(PairingRefused::Message(PairingError::Contents))?;
        if root == host.root {
            return Err(PairingRefused::OwnInvitation);
        }
        if introduced.introduction.role == Some(host.role) {
            return Err(PairingRefused::SameRole);
        }
        let roots = [host.root, root];
        let welcome = Welcome {
            statements: host.statements.clone(),
            name: host.name.clone(),
            role: host.role,
            genesis: host.genesis.clone(),
            binding: host.binding.clone(),
            roster_part: Roster::sign_part(host.device, host.root, &host.stream, &roots),
            voucher: host.voucher,
        };
        let m3 = crypto::make_m3(&handshake, &welcome, host.device, rng)?;
        let name = introduced.introduction.name;
        self.answer = Some(Answer {
            guest: root,
            name: name.as_str().to_owned(),
            statements: introduced.introduction.statements,
            handshake,
            m3,
            placed: false,
        });
        Ok(Guest { root, name })
    }

    /// Takes the fourth message: the newcomer can be let in with the next publish step.
    ///
    /// # Errors
    /// [`PairingRefused`].
    pub fn joined(&self, m4: &[u8], host: &Host<'_>) -> Result<Admission<Pair>, PairingRefused> {
        let answer = self.answer.as_ref().ok_or(PairingRefused::Message(PairingError::Contents))?;
        let author = host.binding.author();
        let Joining { enrolments, roster_part } = crypto::read_m4(
            &answer.handshake,
            &answer.m3,
            m4,
            &host.stream,
            (&host.root, &answer.guest),
            &author,
        )?;
        let roots = [host.root, answer.guest];
        let ours = Roster::sign_part(host.device, host.root, &host.stream, &roots);
        let roster =
            Roster::assemble(host.stream, &[ours, roster_part]).map_err(|_| PairingRefused::Roster)?;
        Ok(Admission {
            members: Members::pair(host.stream, host.root, answer.guest),
            statements: answer.statements.clone(),
            enrolments,
            roster: Some(roster),
        })
    }

    /// All of it, to be kept sealed.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(16 * 1024));
        out.push(u8::from(self.offered));
        out.extend_from_slice(self.secret.expose());
        out.extend_from_slice(self.ephemeral.expose_seed());
        out.extend_from_slice(&self.expires_unix.to_be_bytes());
        prefixed(&mut out, &self.m1);
        if let Some(answer) = &self.answer {
            out.push(u8::from(answer.placed));
            out.extend_from_slice(answer.guest.as_bytes());
            prefixed(&mut out, answer.name.as_bytes());
            prefixed(&mut out, &answer.handshake.to_bytes());
            prefixed(&mut out, &answer.m3);
            for statement in &answer.statements {
                prefixed(&mut out, statement.as_bytes());
            }
        }
        out
    }

    /// Reads what [`Self::to_bytes`] made; `None` for any other bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::read(bytes).ok().flatten()
    }

    fn read(bytes: &[u8]) -> Result<Option<Self>, Truncated> {
        let mut reader = Reader::new(bytes);
        let offered = reader.u8()? == 1;
        let secret = PairingSecret::from_bytes(reader.array()?);
        let ephemeral = KemKey::from_seed(reader.array()?);
        let expires_unix = reader.u64()?;
        let m1 = reader.prefixed()?.to_vec();
        let mut inviter = Self { secret, ephemeral, m1, expires_unix, offered, answer: None };
        if reader.is_empty() {
            return Ok(Some(inviter));
        }
        let placed = reader.u8()? == 1;
        let guest = RootId::from(reader.array::<32>()?);
        let name = String::from_utf8_lossy(reader.prefixed()?).into_owned();
        let Ok(handshake) = Handshake::from_bytes(reader.prefixed()?) else { return Ok(None) };
        let m3 = reader.prefixed()?.to_vec();
        let mut statements = Vec::new();
        while !reader.is_empty() {
            let Ok(statement) = Statement::parse(reader.prefixed()?) else { return Ok(None) };
            statements.push(statement);
        }
        inviter.answer = Some(Answer { guest, name, statements, handshake, m3, placed });
        Ok(Some(inviter))
    }
}

/// The accepting side, from the invitation to the keys of the stream.
pub struct Joiner {
    secret: PairingSecret,
    handshake: Handshake,
    m2: Vec<u8>,
    introduced: bool,
    m4: Option<Vec<u8>>,
    done: bool,
}

impl Joiner {
    /// Answers the first message.
    ///
    /// # Errors
    /// [`PairingRefused`] if the invitation is not sound or has run out; nothing was used up.
    pub fn answer(
        secret: PairingSecret,
        m1: &[u8],
        introduction: &Introduction,
        device: &SigningKey,
        now_unix: u64,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, PairingRefused> {
        let offer = crypto::read_m1(&secret, m1)?;
        if now_unix > offer.expires_unix {
            return Err(PairingRefused::Expired);
        }
        let (m2, handshake) = crypto::make_m2(&secret, m1, introduction, device, rng)?;
        Ok(Self { secret, handshake, m2, introduced: false, m4: None, done: false })
    }

    /// Where both sides meet.
    #[must_use]
    pub fn mailbox(&self) -> MailboxName {
        self.secret.mailbox()
    }

    /// What to do next at the mailbox.
    #[must_use]
    pub fn want(&self) -> Want {
        match &self.m4 {
            None if !self.introduced => want_put(2, SLOT_SECONDS_MAX, &self.m2),
            None => want_get(3),
            Some(m4) if !self.done => want_put(4, SLOT_SECONDS_MAX, m4),
            Some(_) => Want::Nothing,
        }
    }

    /// The relay has committed a slot of ours.
    pub fn placed(&mut self, slot: Slot) {
        match slot.number() {
            2 => self.introduced = true,
            4 => self.done = true,
            _ => {}
        }
    }

    /// Reads the third message: who invites, and to which stream.
    ///
    /// # Errors
    /// [`PairingRefused`].
    pub fn welcomed(&self, m3: &[u8], own: &RootId) -> Result<Welcomed, PairingRefused> {
        let welcomed = crypto::read_m3(&self.handshake, own, m3)?;
        if welcomed.root == *own {
            return Err(PairingRefused::OwnInvitation);
        }
        Ok(welcomed)
    }

    /// Makes the fourth message, which is kept: our keys in the stream, to be enrolled by the inviter.
    ///
    /// # Errors
    /// [`PairingRefused`].
    #[expect(clippy::too_many_arguments, reason = "what one message binds together")]
    pub fn join(
        &mut self,
        m3: &[u8],
        welcomed: &Welcomed,
        own: &RootId,
        binding: Binding,
        pseudonym: &SigningKey,
        device: &SigningKey,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), PairingRefused> {
        let inviter = welcomed.welcome.binding.author();
        let roots = [*own, welcomed.root];
        let joining = Joining {
            enrolments: vec![Enrolment::ask(binding, pseudonym, &inviter, Rights::DEVICE)],
            roster_part: Roster::sign_part(device, *own, &welcomed.stream, &roots),
        };
        self.m4 = Some(crypto::make_m4(&self.handshake, m3, &joining, device, rng)?);
        Ok(())
    }

    /// All of it, to be kept sealed.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(Vec::with_capacity(16 * 1024));
        out.push(u8::from(self.introduced));
        out.push(u8::from(self.done));
        out.extend_from_slice(self.secret.expose());
        prefixed(&mut out, &self.handshake.to_bytes());
        prefixed(&mut out, &self.m2);
        if let Some(m4) = &self.m4 {
            prefixed(&mut out, m4);
        }
        out
    }

    /// Reads what [`Self::to_bytes`] made; `None` for any other bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Self::read(bytes).ok().flatten()
    }

    fn read(bytes: &[u8]) -> Result<Option<Self>, Truncated> {
        let mut reader = Reader::new(bytes);
        let introduced = reader.u8()? == 1;
        let done = reader.u8()? == 1;
        let secret = PairingSecret::from_bytes(reader.array()?);
        let Ok(handshake) = Handshake::from_bytes(reader.prefixed()?) else { return Ok(None) };
        let m2 = reader.prefixed()?.to_vec();
        let m4 = if reader.is_empty() { None } else { Some(reader.prefixed()?.to_vec()) };
        Ok(Some(Self { secret, handshake, m2, introduced, m4, done }))
    }
}

/// How long the first message is kept: a little longer than it can be answered.
pub(crate) fn seconds_left(expires_unix: u64, now_unix: u64) -> u32 {
    let seconds = expires_unix.saturating_sub(now_unix).saturating_add(GRACE_SECONDS);
    u32::try_from(seconds).unwrap_or(u32::MAX).min(SLOT_SECONDS_MAX)
}

pub(crate) fn want_put(number: u8, seconds: u32, content: &[u8]) -> Want {
    Slot::new(number).map_or(Want::Nothing, |slot| Want::Put { slot, seconds, content: content.to_vec() })
}

pub(crate) fn want_get(number: u8) -> Want {
    Slot::new(number).map_or(Want::Nothing, Want::Get)
}

pub(crate) fn prefixed(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// Slots outlive the invitation by a day, so that a late taker reads "run out" and not "unknown".
const GRACE_SECONDS: u64 = 24 * 3600;
pub(crate) const SLOT_SECONDS_MAX: u32 = 8 * 24 * 3600;
