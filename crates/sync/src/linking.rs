//! Linking one more device of the same person through a mailbox (docs/protocol.md §9.2, §9.4): the device that is there
//! already makes the code, the new one enters it, and the person compares four words before anything is told.
//!
//! The direction matters: a device that shows a code gives; a device that enters one receives. Nobody can be talked into
//! giving by a code that a stranger shows.

use crypto::{
    DeviceId, DisplayName, Handshake, Introduction, KemKey, LinkJoining, LinkWelcome, LinkWelcomed,
    PairingError, PairingRole, PairingSecret, RootId, match_words,
};
use rand_core::CryptoRng;
use wire::{MailboxName, Reader, SigningKey, Slot, Truncated};
use zeroize::Zeroizing;

use crate::pairing::{PairingRefused, SLOT_SECONDS_MAX, Want, prefixed, seconds_left, want_get, want_put};

/// A device that answered and waits to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    /// What it calls itself.
    pub name: DisplayName,
    /// Its key.
    pub device: DeviceId,
    /// The words that both devices have to show.
    pub words: [&'static str; 4],
}

/// The device that is there already, from the code to the newcomer's keys.
pub struct Linker {
    secret: PairingSecret,
    ephemeral: KemKey,
    m1: Vec<u8>,
    expires_unix: u64,
    offered: bool,
    answer: Option<Answer>,
}

struct Answer {
    name: DisplayName,
    handshake: Handshake,
    /// Made only once the person has compared the words.
    m3: Option<Vec<u8>>,
    placed: bool,
}

impl Linker {
    /// A fresh code; nothing is sent yet.
    #[must_use]
    pub fn new(secret: PairingSecret, expires_unix: u64, rng: &mut dyn CryptoRng) -> Self {
        let (ephemeral, m1) = crypto::make_m1(&secret, PairingRole::Link, expires_unix, rng);
        Self { secret, ephemeral, m1, expires_unix, offered: false, answer: None }
    }

    /// Where both devices meet.
    #[must_use]
    pub fn mailbox(&self) -> MailboxName {
        self.secret.mailbox()
    }

    /// Unix seconds until which the code can be used.
    #[must_use]
    pub fn expires_unix(&self) -> u64 {
        self.expires_unix
    }

    /// Who has answered, if somebody has.
    #[must_use]
    pub fn newcomer(&self) -> Option<Newcomer> {
        self.answer.as_ref().map(|answer| Newcomer {
            name: answer.name.clone(),
            device: answer.handshake.newcomer(),
            words: match_words(&answer.handshake),
        })
    }

    /// Whether the person has confirmed the newcomer.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| answer.m3.is_some())
    }

    /// What to do next at the mailbox. An answer that nobody has confirmed waits.
    #[must_use]
    pub fn want(&self, now_unix: u64) -> Want {
        match &self.answer {
            None if !self.offered => want_put(1, seconds_left(self.expires_unix, now_unix), &self.m1),
            None => want_get(2),
            Some(Answer { m3: None, .. }) => Want::Nothing,
            Some(Answer { m3: Some(m3), placed: false, .. }) => want_put(3, SLOT_SECONDS_MAX, m3),
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

    /// Takes the second message: a device asks to be let in.
    ///
    /// # Errors
    /// [`PairingRefused`]: the code is then used up.
    pub fn introduced(&mut self, m2: &[u8], now_unix: u64) -> Result<Newcomer, PairingRefused> {
        if now_unix > self.expires_unix {
            return Err(PairingRefused::Expired);
        }
        let (introduced, handshake) = crypto::read_m2(&self.secret, &self.ephemeral, &self.m1, m2)?;
        let name = introduced.introduction.name;
        let newcomer =
            Newcomer { name: name.clone(), device: introduced.device, words: match_words(&handshake) };
        self.answer = Some(Answer { name, handshake, m3: None, placed: false });
        Ok(newcomer)
    }

    /// The words match: makes the third message, which tells the newcomer what there is.
    ///
    /// # Errors
    /// [`PairingRefused`] if nobody has answered, or the welcome contradicts itself.
    pub fn confirm(
        &mut self,
        welcome: &LinkWelcome,
        own: &RootId,
        device: &SigningKey,
        rng: &mut dyn CryptoRng,
    ) -> Result<(), PairingRefused> {
        let answer = self.answer.as_mut().ok_or(PairingRefused::Message(PairingError::Contents))?;
        // Made once: a second confirmation must not change what the newcomer may have read already.
        if answer.m3.is_none() {
            answer.m3 = Some(crypto::make_link_m3(&answer.handshake, welcome, own, device, rng)?);
        }
        Ok(())
    }

    /// Takes the fourth message: the newcomer's keys, to be certified by the root and then enrolled.
    ///
    /// # Errors
    /// [`PairingRefused`].
    pub fn joined(&self, m4: &[u8], own: &RootId) -> Result<LinkJoining, PairingRefused> {
        let answer = self.answer.as_ref().ok_or(PairingRefused::Message(PairingError::Contents))?;
        let m3 = answer.m3.as_ref().ok_or(PairingRefused::Message(PairingError::Contents))?;
        Ok(crypto::read_link_m4(&answer.handshake, m3, m4, own)?)
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
        if let Some(Answer { name, handshake, m3, placed }) = &self.answer {
            out.push(u8::from(*placed));
            prefixed(&mut out, name.as_str().as_bytes());
            prefixed(&mut out, &handshake.to_bytes());
            if let Some(m3) = m3 {
                prefixed(&mut out, m3);
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
        let mut linker = Self { secret, ephemeral, m1, expires_unix, offered, answer: None };
        if reader.is_empty() {
            return Ok(Some(linker));
        }
        let placed = reader.u8()? == 1;
        let name = std::str::from_utf8(reader.prefixed()?).ok().and_then(|name| name.parse().ok());
        let handshake = Handshake::from_bytes(reader.prefixed()?).ok();
        let m3 = if reader.is_empty() { None } else { Some(reader.prefixed()?.to_vec()) };
        let (Some(name), Some(handshake)) = (name, handshake) else { return Ok(None) };
        linker.answer = Some(Answer { name, handshake, m3, placed });
        Ok(Some(linker))
    }
}

/// The new device. Until the third message it holds nothing that would be worth keeping: an interrupted attempt begins
/// again with a new code.
pub struct Linked {
    secret: PairingSecret,
    handshake: Handshake,
    m2: Vec<u8>,
}

impl Linked {
    /// Answers the first message under the name that the device shall have.
    ///
    /// # Errors
    /// [`PairingRefused`] if the code is not sound, not for linking, or has run out.
    pub fn answer(
        secret: PairingSecret,
        m1: &[u8],
        name: DisplayName,
        device: &SigningKey,
        now_unix: u64,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, PairingRefused> {
        let offer = crypto::read_m1(&secret, m1)?;
        if now_unix > offer.expires_unix {
            return Err(PairingRefused::Expired);
        }
        if offer.role != PairingRole::Link {
            return Err(PairingRefused::Message(PairingError::Role));
        }
        let introduction = Introduction { statements: Vec::new(), name, role: None };
        let (m2, handshake) = crypto::make_m2(&secret, m1, &introduction, device, rng)?;
        Ok(Self { secret, handshake, m2 })
    }

    /// Where both devices meet.
    #[must_use]
    pub fn mailbox(&self) -> MailboxName {
        self.secret.mailbox()
    }

    /// The second message.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        &self.m2
    }

    /// The words that both devices have to show.
    #[must_use]
    pub fn words(&self) -> [&'static str; 4] {
        match_words(&self.handshake)
    }

    /// Reads the third message: whose device this becomes, and which streams there are.
    ///
    /// # Errors
    /// [`PairingRefused`].
    pub fn welcomed(&self, m3: &[u8]) -> Result<LinkWelcomed, PairingRefused> {
        Ok(crypto::read_link_m3(&self.handshake, m3)?)
    }

    /// Makes the fourth message: consent to belong to the person, and this device's keys in each stream.
    ///
    /// # Errors
    /// [`PairingRefused`].
    pub fn join(
        &self,
        m3: &[u8],
        joining: &LinkJoining,
        device: &SigningKey,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, PairingRefused> {
        Ok(crypto::make_link_m4(&self.handshake, m3, joining, device, rng)?)
    }
}
