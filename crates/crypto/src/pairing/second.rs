//! Messages 3 and 4 of the handshake (docs/protocol.md §9.2): the inviter's welcome and the newcomer's joining, for
//! pairing two persons and for linking a device.

use rand_core::CryptoRng;
use wire::{AuthorId, SigningKey, StreamId};
use zeroize::Zeroizing;

use super::contents::{
    Fields, Joining, LinkJoining, LinkWelcome, Side, Welcome, Writer, certified_root, check_genesis,
};
use super::handshake::Handshake;
use super::{MESSAGE_BYTES_MAX, PairingError, PairingRole};
use crate::ids::{DeviceId, RootId};
use crate::primitive::{Key, aead_open, aead_seal, random_bytes};
use crate::roster::roster_message;

/// What message 3 of a pairing brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcomed {
    /// What the inviter says.
    pub welcome: Welcome,
    /// The stream for two.
    pub stream: StreamId,
    /// The inviter's device.
    pub device: DeviceId,
    /// The inviter's person.
    pub root: RootId,
}

/// What message 3 of a linking brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkWelcomed {
    /// What the old device says.
    pub welcome: LinkWelcome,
    /// The old device.
    pub device: DeviceId,
    /// The person, whose device the new one becomes.
    pub root: RootId,
}

/// Message 3 of a pairing.
///
/// # Errors
/// [`PairingError`] when the handshake is for linking, or the parts of the welcome contradict each other.
pub fn make_m3(
    handshake: &Handshake,
    welcome: &Welcome,
    device: &SigningKey,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, PairingError> {
    need_role(handshake, PairingRole::Pair)?;
    check_welcome(welcome, &DeviceId::of(device))?;
    let Welcome { statements, name, role, genesis, binding, roster_part, voucher } = welcome;
    let mut writer = Writer::new()
        .statements(statements)
        .name(name)
        .role(*role)
        .genesis(genesis)
        .binding(binding)
        .roster_part(roster_part);
    if let Some(voucher) = voucher {
        writer = writer.voucher(voucher);
    }
    let transcript = handshake.transcript();
    let padded = writer.signed(device, Side::Inviter, &transcript);
    sealed(&handshake.inviter_to_newcomer, &transcript, &padded, rng)
}

/// Reads message 3 of a pairing. `own` is the reader's person, whom the inviter's roster has to name.
///
/// # Errors
/// [`PairingError`] when it does not open, or its parts contradict each other.
pub fn read_m3(handshake: &Handshake, own: &RootId, m3: &[u8]) -> Result<Welcomed, PairingError> {
    need_role(handshake, PairingRole::Pair)?;
    let transcript = handshake.transcript();
    let padded = opened(&handshake.inviter_to_newcomer, &transcript, m3)?;
    let mut fields = Fields::read(&padded, Side::Inviter, &transcript)?;
    let device = fields.device()?;
    let welcome = Welcome {
        name: fields.name()?,
        role: fields.role.ok_or(PairingError::Contents)?,
        genesis: fields.genesis()?,
        binding: fields.binding()?,
        roster_part: fields.roster_part()?,
        voucher: fields.voucher,
        statements: std::mem::take(&mut fields.statements),
    };
    let (stream, root) = check_welcome(&welcome, &device)?;
    check_roster_part(&welcome.roster_part, &stream, &[root, *own])?;
    Ok(Welcomed { welcome, stream, device, root })
}

/// Message 4 of a pairing, in answer to `m3`. `device` has to be the one that signed message 2.
///
/// # Errors
/// [`PairingError`] when the handshake is for linking, or `device` is another one.
pub fn make_m4(
    handshake: &Handshake,
    m3: &[u8],
    joining: &Joining,
    device: &SigningKey,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, PairingError> {
    need_role(handshake, PairingRole::Pair)?;
    need_newcomer(handshake, &DeviceId::of(device))?;
    let transcript = handshake.transcript_with(m3);
    let padded = Writer::new().enrolments(&joining.enrolments).roster_part(&joining.roster_part).signed(
        device,
        Side::NewcomerAgain,
        &transcript,
    );
    sealed(&handshake.newcomer_to_inviter, &transcript, &padded, rng)
}

/// Reads message 4 of a pairing. `stream` is the stream for two, `own` the inviter's person, `theirs` the newcomer's,
/// `author` the pseudonym that message 3 named.
///
/// # Errors
/// [`PairingError`] when it does not open, or its parts contradict each other or the messages before.
pub fn read_m4(
    handshake: &Handshake,
    m3: &[u8],
    m4: &[u8],
    stream: &StreamId,
    (own, theirs): (&RootId, &RootId),
    author: &AuthorId,
) -> Result<Joining, PairingError> {
    need_role(handshake, PairingRole::Pair)?;
    let transcript = handshake.transcript_with(m3);
    let padded = opened(&handshake.newcomer_to_inviter, &transcript, m4)?;
    let mut fields = Fields::read(&padded, Side::NewcomerAgain, &transcript)?;
    need_newcomer(handshake, &fields.device()?)?;
    let roster_part = fields.roster_part()?;
    if roster_part.root != *theirs || roster_part.device != handshake.newcomer() {
        return Err(PairingError::Contents);
    }
    check_roster_part(&roster_part, stream, &[*own, *theirs])?;
    let enrolments = std::mem::take(&mut fields.enrolments);
    let ours = |enrolment: &crate::Enrolment| {
        let binding = &enrolment.binding;
        binding.stream() == *stream && binding.root() == *theirs && enrolment.fits(author)
    };
    if enrolments.is_empty() || !enrolments.iter().all(ours) {
        return Err(PairingError::Contents);
    }
    Ok(Joining { enrolments, roster_part })
}

/// Message 3 of a linking.
///
/// # Errors
/// [`PairingError`] when the handshake is for pairing, or the statements do not certify `device`.
pub fn make_link_m3(
    handshake: &Handshake,
    welcome: &LinkWelcome,
    own: &RootId,
    device: &SigningKey,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, PairingError> {
    need_role(handshake, PairingRole::Link)?;
    check_link_welcome(welcome, own, &DeviceId::of(device))?;
    let transcript = handshake.transcript();
    let own_first = own_first(welcome, own);
    let padded = Writer::new().statements(&own_first).streams(&welcome.streams).signed(
        device,
        Side::Inviter,
        &transcript,
    );
    sealed(&handshake.inviter_to_newcomer, &transcript, &padded, rng)
}

/// Reads message 3 of a linking. The first statement says whose device this becomes.
///
/// # Errors
/// [`PairingError`] when it does not open, or its parts contradict each other.
pub fn read_link_m3(handshake: &Handshake, m3: &[u8]) -> Result<LinkWelcomed, PairingError> {
    need_role(handshake, PairingRole::Link)?;
    let transcript = handshake.transcript();
    let padded = opened(&handshake.inviter_to_newcomer, &transcript, m3)?;
    let mut fields = Fields::read(&padded, Side::Inviter, &transcript)?;
    let device = fields.device()?;
    let welcome = LinkWelcome {
        statements: std::mem::take(&mut fields.statements),
        streams: std::mem::take(&mut fields.streams),
    };
    let root = welcome.statements.first().ok_or(PairingError::NotCertified)?.root();
    check_link_welcome(&welcome, &root, &device)?;
    Ok(LinkWelcomed { welcome, device, root })
}

/// Message 4 of a linking, in answer to `m3`. `device` has to be the one that signed message 2.
///
/// # Errors
/// [`PairingError`] when the handshake is for pairing, or `device` is another one.
pub fn make_link_m4(
    handshake: &Handshake,
    m3: &[u8],
    joining: &LinkJoining,
    device: &SigningKey,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, PairingError> {
    need_role(handshake, PairingRole::Link)?;
    need_newcomer(handshake, &DeviceId::of(device))?;
    let transcript = handshake.transcript_with(m3);
    let padded = Writer::new().device_proof(&joining.proof).enrolments(&joining.enrolments).signed(
        device,
        Side::NewcomerAgain,
        &transcript,
    );
    sealed(&handshake.newcomer_to_inviter, &transcript, &padded, rng)
}

/// Reads message 4 of a linking. The proof is checked when the root certifies the device.
///
/// # Errors
/// [`PairingError`] when it does not open, or a binding is of another device or person than `own`.
pub fn read_link_m4(
    handshake: &Handshake,
    m3: &[u8],
    m4: &[u8],
    own: &RootId,
) -> Result<LinkJoining, PairingError> {
    need_role(handshake, PairingRole::Link)?;
    let transcript = handshake.transcript_with(m3);
    let padded = opened(&handshake.newcomer_to_inviter, &transcript, m4)?;
    let mut fields = Fields::read(&padded, Side::NewcomerAgain, &transcript)?;
    need_newcomer(handshake, &fields.device()?)?;
    let proof = fields.device_proof()?;
    let enrolments = std::mem::take(&mut fields.enrolments);
    let ours = |enrolment: &crate::Enrolment| {
        enrolment.binding.root() == *own && enrolment.binding.device() == handshake.newcomer()
    };
    if !enrolments.iter().all(ours) {
        return Err(PairingError::Contents);
    }
    Ok(LinkJoining { proof, enrolments })
}

/// `nonce ‖ AEAD`, with the transcript as associated data.
fn sealed(
    key: &Key,
    transcript: &[u8; 32],
    padded: &[u8],
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, PairingError> {
    let nonce: [u8; 24] = random_bytes(rng);
    let mut message = nonce.to_vec();
    message.extend_from_slice(&aead_seal(key, &nonce, transcript, padded));
    if message.len() > MESSAGE_BYTES_MAX {
        return Err(PairingError::TooLong { len: message.len(), max: MESSAGE_BYTES_MAX });
    }
    Ok(message)
}

fn opened(key: &Key, transcript: &[u8; 32], message: &[u8]) -> Result<Zeroizing<Vec<u8>>, PairingError> {
    if message.len() > MESSAGE_BYTES_MAX {
        return Err(PairingError::Malformed);
    }
    let (nonce, cipher) = message.split_first_chunk().ok_or(PairingError::Malformed)?;
    aead_open(key, nonce, transcript, cipher).map_err(|_| PairingError::Refused)
}

fn check_welcome(welcome: &Welcome, device: &DeviceId) -> Result<(StreamId, RootId), PairingError> {
    let root = certified_root(&welcome.statements, device)?;
    let stream = check_genesis(&welcome.genesis)?.header().stream;
    let binding = &welcome.binding;
    let bound = binding.stream() == stream && binding.root() == root && binding.device() == *device;
    let signed = welcome.roster_part.root == root && welcome.roster_part.device == *device;
    if bound && signed { Ok((stream, root)) } else { Err(PairingError::Contents) }
}

fn check_roster_part(
    part: &crate::RosterPart,
    stream: &StreamId,
    roots: &[RootId],
) -> Result<(), PairingError> {
    wire::verify(part.device.as_bytes(), "roster", &roster_message(stream, roots), &part.signature)
        .map_err(|_| PairingError::Contents)
}

fn check_link_welcome(welcome: &LinkWelcome, own: &RootId, device: &DeviceId) -> Result<(), PairingError> {
    let statements: Vec<_> =
        welcome.statements.iter().filter(|statement| statement.root() == *own).cloned().collect();
    certified_root(&statements, device).map(|_| ())
}

fn own_first(welcome: &LinkWelcome, own: &RootId) -> Vec<crate::Statement> {
    let mut statements = welcome.statements.clone();
    statements.sort_by_key(|statement| statement.root() != *own);
    statements
}

fn need_role(handshake: &Handshake, role: PairingRole) -> Result<(), PairingError> {
    if handshake.role() == role { Ok(()) } else { Err(PairingError::Role) }
}

fn need_newcomer(handshake: &Handshake, device: &DeviceId) -> Result<(), PairingError> {
    if handshake.newcomer() == *device { Ok(()) } else { Err(PairingError::Contents) }
}
