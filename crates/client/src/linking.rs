//! Linking one more device, on the side of the one that is there already (docs/protocol.md §9.2, §9.4, §10.1): a code,
//! four words to compare, then the root certifies the newcomer and the next sync lets it in everywhere.

use agenda::{DeviceEntry, Edit};
use crypto::{
    Enrolment, InvitationCode, LinkJoining, LinkWelcome, PairingSecret, RootSeed, SpokenWords, Statement,
    StreamCard,
};
use jiff::{SignedDuration, Timestamp};
use language::say;
use serde::{Deserialize, Serialize};
use store::{Reader, RecordKind};
use sync::{Linker, Newcomer, Want};
use wire::{Origin, StreamId};
use zeroize::Zeroizing;

use crate::devices::{era, next_root_order};
use crate::editing::write_personal;
use crate::entre::{Entre, introductions};
use crate::facts::{self, AdmissionFacts, StreamFacts, hex, internal};
use crate::fail::{Exit, Fail};
use crate::handshake::{refused_fail, unix};
use crate::held::{Held, is_moved_elsewhere};
use crate::keys::{random_signing_key, read_reader, write_reader};
use crate::mailbox::{Mailboxes, Placed};
use crate::random::random;
use crate::streams::{all, own_author};

/// A code for one more device.
#[derive(Serialize)]
pub struct DeviceCode {
    /// The code; for words, the words.
    pub code: String,
    /// Whether the code is six words.
    pub words: bool,
    /// The relay.
    pub relay: String,
    /// Until when it can be used.
    pub expires: Timestamp,
}

/// How far the linking has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LinkState {
    /// No code is out.
    None,
    /// Nobody has entered the code yet.
    Offered {
        /// Until when it can be used.
        expires: Timestamp,
    },
    /// A device asks to be let in; the four words are to be compared.
    Asked {
        /// What it calls itself.
        name: String,
        /// The words that both devices have to show.
        words: Vec<&'static str>,
    },
    /// Confirmed; the newcomer's keys have not arrived yet.
    Confirmed {
        /// What it calls itself.
        name: String,
    },
    /// The newcomer's keys are here; the root has to certify it.
    Ready {
        /// What it calls itself.
        name: String,
    },
}

/// What is remembered beside the handshake.
#[derive(Clone, Serialize, Deserialize)]
struct LinkFacts {
    relay: String,
    /// The fourth message, once it was read, in hex.
    m4: Option<String>,
}

impl Entre {
    /// Makes a code for one more device. A code that is still out is cancelled.
    ///
    /// # Errors
    /// If no relay is known, there are as many devices as there may be, or the store refuses.
    pub fn device_code(&mut self, words: bool, now: Timestamp) -> Result<DeviceCode, Fail> {
        let relay = self.need_relay()?;
        let active = self.devices()?.iter().filter(|device| device.active).count();
        if active >= crypto::DEVICES_MAX {
            return Err(Fail::new(Exit::Failed, "too_many_devices", say!("devices-full", active = active))
                .attempt(say!("devices-full-try")));
        }
        let expires = now.checked_add(VALID).map_err(|_| internal(say!("internal-expiry")))?;
        let (secret, code) = if words {
            let words = SpokenWords::random(&mut random());
            (PairingSecret::from_words(&words, &relay), words.words().join(" "))
        } else {
            let code = InvitationCode::random(relay.clone(), &mut random());
            (code.secret(), code.to_string())
        };
        let linker = Linker::new(secret, unix(expires)?, &mut random());
        let facts = LinkFacts { relay: relay.to_string(), m4: None };
        let (own, edits) = (self.stream, introductions(&self.me));
        self.store.write(|writer| -> Result<(), Fail> {
            writer.put_record(RecordKind::Pairing, LINK, &linker.to_bytes())?;
            facts::write(writer, RecordKind::Pairing, LINK_FACTS, &facts)?;
            // The newcomer will look for them there.
            write_personal(writer, own, edits)
        })?;
        Ok(DeviceCode { code, words, relay: relay.to_string(), expires })
    }

    /// How far the linking has come, without asking anybody.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn link_state(&mut self) -> Result<LinkState, Fail> {
        let Some((linker, facts)) = self.link()? else { return Ok(LinkState::None) };
        Ok(match linker.newcomer() {
            None => LinkState::Offered {
                expires: Timestamp::from_second(i64::try_from(linker.expires_unix()).unwrap_or(i64::MAX))
                    .map_err(|_| internal(say!("internal-stored-expiry")))?,
            },
            Some(Newcomer { name, words, .. }) if !linker.is_confirmed() => {
                LinkState::Asked { name: name.as_str().to_owned(), words: words.to_vec() }
            }
            Some(Newcomer { name, .. }) if facts.m4.is_none() => {
                LinkState::Confirmed { name: name.as_str().to_owned() }
            }
            Some(Newcomer { name, .. }) => LinkState::Ready { name: name.as_str().to_owned() },
        })
    }

    /// Moves the linking on as far as the mailbox and the person's answers allow.
    ///
    /// # Errors
    /// [`Exit::Offline`] if the relay cannot be reached; [`Exit::Safety`] if the code was used by something unsound.
    pub async fn move_linking(&mut self, now: Timestamp) -> Result<LinkState, Fail> {
        let Some((mut linker, facts)) = self.link()? else { return Ok(LinkState::None) };
        if facts.m4.is_some() || linker.want(unix(now)?) == Want::Nothing {
            return self.link_state();
        }
        let origin: Origin = facts.relay.parse().map_err(|_| internal(say!("internal-address")))?;
        let mut mailboxes = Mailboxes::dial(&origin).await?;
        let moved = self.move_link(&mut mailboxes, &mut linker, facts, now).await;
        mailboxes.close().await;
        match moved {
            Err(fail) if !is_moved_elsewhere(&fail) => Err(fail),
            _ => self.link_state(),
        }
    }

    async fn move_link(
        &mut self,
        mailboxes: &mut Mailboxes,
        linker: &mut Linker,
        mut facts: LinkFacts,
        now: Timestamp,
    ) -> Result<(), Fail> {
        let mut held = Held::new(LINK, linker.to_bytes());
        let name = linker.mailbox();
        loop {
            match linker.want(unix(now)?) {
                Want::Put { slot, seconds, content } => {
                    if mailboxes.put(name, slot, seconds, content).await? == Placed::Taken {
                        return self.end_link(&held, &say!("code-mailbox-taken"));
                    }
                    linker.placed(slot);
                    self.keep_link(&mut held, linker, &facts)?;
                }
                Want::Get(slot) => {
                    let Some(message) = mailboxes.get(name, slot).await? else {
                        if linker.newcomer().is_none() && unix(now)? > linker.expires_unix() {
                            return self.end_link(&held, &say!("code-not-entered"));
                        }
                        return Ok(());
                    };
                    if slot.number() == 2 {
                        if let Err(error) = linker.introduced(&message, unix(now)?) {
                            return self.end_link(&held, &error.to_string());
                        }
                    } else {
                        let root = self.root()?;
                        if let Err(error) = linker.joined(&message, &root) {
                            return self.end_link(&held, &error.to_string());
                        }
                        facts.m4 = Some(hex(&message));
                        return self.keep_link(&mut held, linker, &facts);
                    }
                    self.keep_link(&mut held, linker, &facts)?;
                }
                Want::Nothing => return Ok(()),
            }
        }
    }

    /// The person compared the four words. If they match, the newcomer learns what there is with the next step; if not,
    /// it learns nothing.
    ///
    /// # Errors
    /// If nobody asks, or (for safety) if the words differ or the device was removed.
    pub fn confirm_device(&mut self, matched: bool) -> Result<(), Fail> {
        let Some((mut linker, facts)) = self.link()? else { return Err(nobody_asks()) };
        let Some(newcomer) = linker.newcomer() else { return Err(nobody_asks()) };
        let mut held = Held::new(LINK, linker.to_bytes());
        let id = hex(newcomer.device.as_bytes());
        if matched && self.devices()?.iter().any(|device| device.id == id && !device.active) {
            let ended = self.end_link(&held, &say!("device-stays-removed"));
            return ended.map_err(|fail| {
                fail.because(say!("device-stays-removed-why")).attempt("entre --home DIR device join")
            });
        }
        if !matched {
            let ended = self.end_link(&held, &say!("four-words-differ"));
            return ended.map_err(|fail| fail.because(say!("four-words-differ-why")));
        }
        let (root, device) = (self.root()?, self.device_key()?);
        let welcome = self.link_welcome()?;
        linker.confirm(&welcome, &root, &device, &mut random()).map_err(|error| refused_fail(&error))?;
        self.keep_link(&mut held, &linker, &facts)
    }

    /// Whether certifying needs the words of the kit.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn needs_kit(&mut self) -> Result<bool, Fail> {
        Ok(!self.custody()?.here)
    }

    /// Certifies the newcomer, by the root that lies here or by the words of the kit. The next sync lets it in.
    ///
    /// # Errors
    /// If nobody is ready, the kit is another one, or the newcomer's proof does not fit; then nothing is changed.
    pub fn certify_device(&mut self, kit: Option<&str>, now: Timestamp) -> Result<String, Fail> {
        let Some((linker, facts)) = self.link()? else { return Err(nobody_asks()) };
        let (Some(m4), Some(newcomer)) = (&facts.m4, linker.newcomer()) else { return Err(nobody_asks()) };
        let root = self.root()?;
        let joining = linker.joined(&facts::unhex(m4)?, &root).map_err(|error| refused_fail(&error))?;
        let seed = self.root_from(kit)?;
        let certify = self.certified(&seed, &newcomer, &joining)?;
        let name = newcomer.name.as_str().to_owned();
        let own = self.stream;
        let entry = DeviceEntry { name: name.clone(), since: Some(now) };
        let edit = Edit::DeviceEntry { device: hex(newcomer.device.as_bytes()), entry: Some(entry) };
        self.store.write(|writer| -> Result<(), Fail> {
            for (stream, mut facts) in all(writer)? {
                facts.add_statement(&certify);
                let mine = |enrolment: &&Enrolment| enrolment.binding.stream() == stream;
                let enrolments: Vec<Enrolment> = joining.enrolments.iter().filter(mine).cloned().collect();
                if !enrolments.is_empty() {
                    let statements = std::slice::from_ref(&certify);
                    facts.admissions.push(AdmissionFacts::device(root, statements, &enrolments));
                }
                facts.write(writer, &stream)?;
            }
            writer.delete_record(RecordKind::Pairing, LINK)?;
            writer.delete_record(RecordKind::Pairing, LINK_FACTS)?;
            write_personal(writer, own, vec![edit])
        })?;
        Ok(name)
    }

    fn certified(
        &mut self,
        seed: &RootSeed,
        newcomer: &Newcomer,
        joining: &LinkJoining,
    ) -> Result<Statement, Fail> {
        let known = self.own_statements()?;
        Statement::certify(
            &seed.signing(),
            next_root_order(&known),
            era(&known),
            newcomer.device,
            &joining.proof,
        )
        .map_err(|_| {
            Fail::new(Exit::Safety, "bad_invitation", say!("device-unproven"))
                .because(say!("nothing-changed"))
        })
    }

    /// What the new device is told: our statements, those of the people we meet, and where the streams are.
    fn link_welcome(&mut self) -> Result<LinkWelcome, Fail> {
        let own = self.stream;
        let mut statements = self.own_statements()?;
        let me = self.root()?;
        self.store.write(|writer| -> Result<LinkWelcome, Fail> {
            let mut streams: Vec<(StreamId, StreamFacts)> = all(writer)?;
            streams.sort_by_key(|(stream, _)| *stream != own);
            let mut told = Vec::new();
            for (stream, facts) in &mut streams {
                let Some(relay) = &facts.relay else { continue };
                let relay: Origin = relay.parse().map_err(|_| internal(say!("internal-address")))?;
                if facts.shared && facts.recovery.generation == 0 {
                    write_reader(writer, stream, &random_signing_key())?;
                    facts.recovery.generation = 1;
                    facts.write(writer, stream)?;
                }
                statements.extend(facts.statements()?);
                let partner = facts.roots()?.into_iter().find(|root| *root != me);
                let reader = read_reader(writer, stream)?;
                // Our own stream has no reader: the kit finds it by itself.
                let seed = reader.map_or(Zeroizing::new([0; 32]), |reader| Zeroizing::new(reader.to_bytes()));
                let card = StreamCard::new(*stream, relay, partner, facts.recovery.generation * 2, *seed);
                told.push((card, own_author(writer, stream)?));
            }
            statements.sort_by_key(Statement::id);
            statements.dedup_by_key(|statement| statement.id());
            Ok(LinkWelcome { statements, streams: told })
        })
    }

    fn link(&mut self) -> Result<Option<(Linker, LinkFacts)>, Fail> {
        let reader = self.store.read()?;
        link(&reader)
    }

    fn keep_link(&mut self, held: &mut Held, linker: &Linker, facts: &LinkFacts) -> Result<(), Fail> {
        let bytes = linker.to_bytes();
        self.store.write(|writer| -> Result<(), Fail> {
            held.check(writer)?;
            writer.put_record(RecordKind::Pairing, LINK, &bytes)?;
            facts::write(writer, RecordKind::Pairing, LINK_FACTS, facts)
        })?;
        held.saw(bytes);
        Ok(())
    }

    fn end_link(&mut self, held: &Held, why: &str) -> Result<(), Fail> {
        self.store.write(|writer| -> Result<(), Fail> {
            held.check(writer)?;
            writer.delete_record(RecordKind::Pairing, LINK)?;
            writer.delete_record(RecordKind::Pairing, LINK_FACTS)?;
            Ok(())
        })?;
        Err(Fail::new(Exit::Safety, "code_ended", say!("device-code-over", why = why))
            .because(say!("device-not-added"))
            .attempt(say!("device-add-another")))
    }
}

fn link(reader: &Reader<'_>) -> Result<Option<(Linker, LinkFacts)>, Fail> {
    let Some(bytes) = reader.record(RecordKind::Pairing, LINK)?.map(Zeroizing::new) else { return Ok(None) };
    let linker = Linker::from_bytes(&bytes).ok_or_else(|| internal(say!("internal-code")))?;
    let facts = facts::read(reader, RecordKind::Pairing, LINK_FACTS)?;
    Ok(facts.map(|facts| (linker, facts)))
}

fn nobody_asks() -> Fail {
    Fail::new(Exit::Failed, "nobody_asks", say!("no-device-waits"))
        .because(say!("no-device-waits-why"))
        .attempt(say!("device-add-a-code"))
}

const LINK: &[u8] = b"link";
const LINK_FACTS: &[u8] = b"link facts";
/// Both devices are in one room: a code for a device works as briefly as spoken words (docs/protocol.md §9.1).
const VALID: SignedDuration = SignedDuration::from_mins(15);
