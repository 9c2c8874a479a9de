//! What messages 2 to 4 say (docs/protocol.md §9.2): fields, each behind its type and length, with the sender's
//! signature over the handshake so far as the last.

use std::fmt;

use wire::{AuthorId, Envelope, Reader, Rights, SigningKey, sign, verify};
use zeroize::Zeroizing;

use super::PairingError;
use crate::binding::{BINDING_BYTES, Binding};
use crate::card::StreamCard;
use crate::enrolment::Enrolment;
use crate::ids::{DeviceId, RootId};
use crate::name::DisplayName;
use crate::padding::{pad, unpad};
use crate::roster::RosterPart;
use crate::statement::{Statement, StatementBody, StatementKind};

/// What somebody is in the 1:1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Role {
    /// Leads.
    Manager = 1,
    /// Reports.
    Report = 2,
}

/// Message 2: the newcomer introduces itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// The newcomer's statements; empty when a device is linked, as it belongs to nobody yet.
    pub statements: Vec<Statement>,
    /// The person's name; when linking, the device's.
    pub name: DisplayName,
    /// What the newcomer is; `None` leaves it to the inviter, and when linking.
    pub role: Option<Role>,
}

/// Message 3 of a pairing: the inviter answers.
#[derive(Clone, PartialEq, Eq)]
pub struct Welcome {
    /// The inviter's statements.
    pub statements: Vec<Statement>,
    /// The inviter's name.
    pub name: DisplayName,
    /// What the inviter is.
    pub role: Role,
    /// The genesis envelope of the stream for two.
    pub genesis: Vec<u8>,
    /// The inviter's binding in it; its pseudonym will enroll the newcomer.
    pub binding: Binding,
    /// The inviter's part of the roster.
    pub roster_part: RosterPart,
    /// Entitles the newcomer to open its own stream at this relay.
    pub voucher: Option<[u8; 16]>,
}

// The voucher is worth something, so it is not printed.
impl fmt::Debug for Welcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { statements, name: _, role, genesis: _, binding, roster_part: _, voucher: _ } = self;
        let (count, author) = (statements.len(), binding.author());
        write!(f, "Welcome({count} statements, {role:?}, {author:?}, …)")
    }
}

/// Message 4 of a pairing: the newcomer joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The newcomer's keys, to be enrolled by the inviter.
    pub enrolments: Vec<Enrolment>,
    /// The newcomer's part of the roster.
    pub roster_part: RosterPart,
}

/// Message 3 of a linking: the old device tells what there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkWelcome {
    /// The person's statements, and those of the partners.
    pub statements: Vec<Statement>,
    /// The streams, the own one first, each with the pseudonym that will enroll the new device.
    pub streams: Vec<(StreamCard, AuthorId)>,
}

/// Message 4 of a linking: the new device asks to be certified and enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkJoining {
    /// The new device's consent to belong to the person, see [`Statement::device_proof`].
    pub proof: [u8; 64],
    /// Its keys in each stream.
    pub enrolments: Vec<Enrolment>,
}

/// Fields on their way out.
pub(super) struct Writer(Zeroizing<Vec<u8>>);

impl Writer {
    pub(super) fn new() -> Self {
        Self(Zeroizing::new(Vec::with_capacity(8 * 1024)))
    }

    pub(super) fn statements(mut self, statements: &[Statement]) -> Self {
        for statement in statements {
            self.field(STATEMENT, statement.as_bytes());
        }
        self
    }

    pub(super) fn name(mut self, name: &DisplayName) -> Self {
        self.field(NAME, name.as_str().as_bytes());
        self
    }

    pub(super) fn role(mut self, role: Role) -> Self {
        self.field(ROLE, &[role as u8]);
        self
    }

    pub(super) fn genesis(mut self, genesis: &[u8]) -> Self {
        self.field(GENESIS, genesis);
        self
    }

    pub(super) fn binding(mut self, binding: &Binding) -> Self {
        self.field(BINDING, binding.as_bytes());
        self
    }

    pub(super) fn roster_part(mut self, part: &RosterPart) -> Self {
        let mut bytes = part.root.as_bytes().to_vec();
        bytes.extend_from_slice(part.device.as_bytes());
        bytes.extend_from_slice(&part.signature);
        self.field(ROSTER_PART, &bytes);
        self
    }

    pub(super) fn voucher(mut self, voucher: &[u8; 16]) -> Self {
        self.field(VOUCHER, voucher);
        self
    }

    pub(super) fn enrolments(mut self, enrolments: &[Enrolment]) -> Self {
        for Enrolment { binding, rights, proof } in enrolments {
            let mut bytes = binding.as_bytes().to_vec();
            bytes.push(rights.byte());
            bytes.extend_from_slice(proof);
            self.field(ENROLMENT, &bytes);
        }
        self
    }

    pub(super) fn streams(mut self, streams: &[(StreamCard, AuthorId)]) -> Self {
        for (card, author) in streams {
            let mut bytes = Zeroizing::new(author.as_bytes().to_vec());
            bytes.reserve_exact(512);
            bytes.extend_from_slice(&card.encode());
            self.field(STREAM, &bytes);
        }
        self
    }

    pub(super) fn device_proof(mut self, proof: &[u8; 64]) -> Self {
        self.field(DEVICE_PROOF, proof);
        self
    }

    /// Adds who sends this and that device's signature, and pads.
    pub(super) fn signed(mut self, device: &SigningKey, side: Side, so_far: &[u8]) -> Zeroizing<Vec<u8>> {
        self.field(DEVICE, DeviceId::of(device).as_bytes());
        self.field(SIGNATURE, &sign(device, "pair-auth", &signed_message(side, so_far)));
        pad(&self.0)
    }

    fn field(&mut self, kind: u8, bytes: &[u8]) {
        self.0.push(kind);
        self.0.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
        self.0.extend_from_slice(bytes);
    }
}

/// Who signs what, so that no signature can be taken for another.
#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    /// Message 2.
    Newcomer,
    /// Message 3.
    Inviter,
    /// Message 4.
    NewcomerAgain,
}

/// The fields of one message, each checked by itself.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) statements: Vec<Statement>,
    pub(super) enrolments: Vec<Enrolment>,
    pub(super) streams: Vec<(StreamCard, AuthorId)>,
    device: Option<DeviceId>,
    name: Option<DisplayName>,
    pub(super) role: Option<Role>,
    genesis: Option<Vec<u8>>,
    binding: Option<Binding>,
    roster_part: Option<RosterPart>,
    pub(super) voucher: Option<[u8; 16]>,
    device_proof: Option<[u8; 64]>,
}

impl Fields {
    /// Reads a padded plaintext and checks the sender's signature over the handshake so far.
    pub(super) fn read(padded: &[u8], side: Side, so_far: &[u8]) -> Result<Self, PairingError> {
        let plain = unpad(padded).ok_or(PairingError::Malformed)?;
        let mut fields = Self::default();
        let mut signature: Option<[u8; 64]> = None;
        let mut reader = Reader::new(&plain);
        while !reader.is_empty() {
            let kind = reader.u8()?;
            let bytes = reader.prefixed()?;
            match kind {
                SIGNATURE => once(&mut signature, exact(bytes)?)?,
                known_or_not => fields.take(known_or_not, bytes)?,
            }
        }
        let device = fields.device()?;
        let signature = signature.ok_or(PairingError::Contents)?;
        verify(device.as_bytes(), "pair-auth", &signed_message(side, so_far), &signature)
            .map_err(|_| PairingError::Signature)?;
        Ok(fields)
    }

    pub(super) fn device(&self) -> Result<DeviceId, PairingError> {
        self.device.ok_or(PairingError::Contents)
    }

    pub(super) fn name(&mut self) -> Result<DisplayName, PairingError> {
        self.name.take().ok_or(PairingError::Contents)
    }

    pub(super) fn genesis(&mut self) -> Result<Vec<u8>, PairingError> {
        self.genesis.take().ok_or(PairingError::Contents)
    }

    pub(super) fn binding(&mut self) -> Result<Binding, PairingError> {
        self.binding.take().ok_or(PairingError::Contents)
    }

    pub(super) fn roster_part(&self) -> Result<RosterPart, PairingError> {
        self.roster_part.ok_or(PairingError::Contents)
    }

    pub(super) fn device_proof(&self) -> Result<[u8; 64], PairingError> {
        self.device_proof.ok_or(PairingError::Contents)
    }

    fn take(&mut self, kind: u8, bytes: &[u8]) -> Result<(), PairingError> {
        match kind {
            STATEMENT => self.statements.push(Statement::parse(bytes)?),
            DEVICE => once(&mut self.device, DeviceId::from(exact(bytes)?))?,
            NAME => {
                let text = std::str::from_utf8(bytes).map_err(|_| PairingError::Malformed)?;
                once(&mut self.name, text.parse()?)?;
            }
            ROLE => once(
                &mut self.role,
                match exact(bytes)? {
                    [1] => Role::Manager,
                    [2] => Role::Report,
                    [_] => return Err(PairingError::Malformed),
                },
            )?,
            GENESIS => once(&mut self.genesis, bytes.to_vec())?,
            BINDING => once(&mut self.binding, Binding::parse(bytes)?)?,
            ROSTER_PART => {
                let mut reader = Reader::new(bytes);
                let part = RosterPart {
                    root: RootId::from(reader.array()?),
                    device: DeviceId::from(reader.array()?),
                    signature: exact(reader.rest())?,
                };
                once(&mut self.roster_part, part)?;
            }
            VOUCHER => once(&mut self.voucher, exact(bytes)?)?,
            ENROLMENT => {
                let mut reader = Reader::new(bytes);
                let binding = Binding::parse(reader.take(BINDING_BYTES)?)?;
                let rights = Rights::from_byte(reader.u8()?).ok_or(PairingError::Malformed)?;
                self.enrolments.push(Enrolment { binding, rights, proof: exact(reader.rest())? });
            }
            STREAM => {
                let mut reader = Reader::new(bytes);
                let author = AuthorId::from(reader.array()?);
                self.streams.push((StreamCard::parse(reader.rest())?, author));
            }
            DEVICE_PROOF => once(&mut self.device_proof, exact(bytes)?)?,
            newer if newer < 0x80 => return Err(PairingError::Newer(newer)),
            _ => {}
        }
        Ok(())
    }
}

/// The one person whose statements these are, if they certify the device. Revocations are judged elsewhere.
pub(super) fn certified_root(statements: &[Statement], device: &DeviceId) -> Result<RootId, PairingError> {
    let genesis = statements.iter().find(|statement| statement.kind() == StatementKind::Genesis);
    let root = genesis.ok_or(PairingError::NotCertified)?.root();
    if statements.iter().any(|statement| statement.root() != root) {
        return Err(PairingError::Contents);
    }
    let certifies = |statement: &Statement| match statement.body() {
        StatementBody::Certify { device: certified } => certified == device,
        StatementBody::Reset { keep } => keep.contains(device),
        StatementBody::Genesis { .. } | StatementBody::Revoke { .. } => false,
    };
    if statements.iter().any(certifies) { Ok(root) } else { Err(PairingError::NotCertified) }
}

/// A genesis envelope that opens a stream.
pub(super) fn check_genesis(bytes: &[u8]) -> Result<wire::Verified, PairingError> {
    let envelope = Envelope::parse(bytes).and_then(Envelope::verify).map_err(|_| PairingError::Contents)?;
    wire::AccessList::open(&envelope).map_err(|_| PairingError::Contents)?;
    Ok(envelope)
}

fn signed_message(side: Side, so_far: &[u8]) -> Vec<u8> {
    let mut message = vec![match side {
        Side::Newcomer => b'R',
        Side::Inviter => b'I',
        Side::NewcomerAgain => b'r',
    }];
    message.extend_from_slice(so_far);
    message
}

fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), PairingError> {
    if slot.is_some() {
        return Err(PairingError::Contents);
    }
    *slot = Some(value);
    Ok(())
}

fn exact<const N: usize>(bytes: &[u8]) -> Result<[u8; N], PairingError> {
    bytes.try_into().map_err(|_| PairingError::Malformed)
}

const STATEMENT: u8 = 0x01;
const DEVICE: u8 = 0x02;
const NAME: u8 = 0x03;
const ROLE: u8 = 0x04;
const GENESIS: u8 = 0x05;
const BINDING: u8 = 0x06;
const ROSTER_PART: u8 = 0x07;
const VOUCHER: u8 = 0x08;
const ENROLMENT: u8 = 0x09;
const STREAM: u8 = 0x0A;
const DEVICE_PROOF: u8 = 0x0B;
const SIGNATURE: u8 = 0x0C;

#[cfg(test)]
mod tests {
    use super::*;

    fn device() -> SigningKey {
        SigningKey::from_bytes(&[1; 32])
    }

    fn read(writer: Writer) -> Result<Fields, PairingError> {
        Fields::read(&writer.signed(&device(), Side::Inviter, b"so far"), Side::Inviter, b"so far")
    }

    fn with(kind: u8, bytes: &[u8]) -> Result<Fields, PairingError> {
        let mut writer = Writer::new();
        writer.field(kind, bytes);
        read(writer)
    }

    #[test]
    fn unsound_fields_are_refused_by_name() {
        assert!(with(0x80, b"whatever").is_ok(), "types from 0x80 are skipped");
        for (name, kind, bytes, expected) in [
            ("a newer field", 0x0d, b"".as_slice(), PairingError::Newer(0x0d)),
            ("type zero", 0, b"", PairingError::Newer(0)),
            ("a third role", ROLE, &[3], PairingError::Malformed),
            ("a role of two bytes", ROLE, &[1, 1], PairingError::Malformed),
            ("a name that is no text", NAME, &[0xff], PairingError::Malformed),
            ("a name with a line break", NAME, b"a\nb", PairingError::Name(crate::NameError::Control)),
            ("a short voucher", VOUCHER, &[0; 15], PairingError::Malformed),
            ("a long roster part", ROSTER_PART, &[0; 129], PairingError::Malformed),
            ("a cut-off enrolment", ENROLMENT, &[0; 40], PairingError::Malformed),
            ("a second device", DEVICE, &[0; 32], PairingError::Contents),
            ("a second signature", SIGNATURE, &[0; 64], PairingError::Contents),
        ] {
            assert_eq!(with(kind, bytes).err(), Some(expected), "{name}");
        }
    }

    #[test]
    fn a_signature_counts_for_one_side_and_one_handshake_only() {
        let padded = Writer::new().signed(&device(), Side::Newcomer, b"so far");
        assert!(Fields::read(&padded, Side::Newcomer, b"so far").is_ok());
        for (side, so_far) in [
            (Side::Inviter, b"so far".as_slice()),
            (Side::NewcomerAgain, b"so far"),
            (Side::Newcomer, b"so fat"),
        ] {
            assert_eq!(Fields::read(&padded, side, so_far).err(), Some(PairingError::Signature));
        }
        assert_eq!(Fields::read(&pad(&[]), Side::Inviter, b"").err(), Some(PairingError::Contents));
        assert_eq!(Fields::read(&[0; 8], Side::Inviter, b"").err(), Some(PairingError::Malformed));
    }
}
