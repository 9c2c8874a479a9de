//! Rekeys and grants, kinds 2 and 3 (docs/protocol.md §5.3): an epoch secret, sealed to each recipient's key.

use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use wire::{
    AuthorId, Envelope, EpochId, GRANT_BYTES, GRANTS_MAX, Kind, Reader, SigningKey, StreamId, Verified, hash,
    label_prefix,
};
use zeroize::Zeroizing;

use crate::audience::Audience;
use crate::epoch::{EpochSecret, KeyPurpose, Place};
use crate::kem::{self, KemKey, KemPublic};
use crate::meta::Meta;
use crate::padding::{pad, unpad};
use crate::primitive::{aead_open, aead_seal, first};
use crate::recipient::Recipient;
use crate::seal::{OpenError, SealError, header, hedged_nonce};

/// Starts an epoch: grants to every recipient, and the sealed meta.
///
/// # Errors
/// [`SealError`] when recipients, meta or key do not fit.
pub fn seal_rekey<S: Audience>(
    secret: &EpochSecret<S>,
    place: &Place,
    recipients: &[Recipient<S>],
    meta: &Meta<S>,
    key: &SigningKey,
    rng: &mut dyn CryptoRng,
) -> Result<Verified, SealError> {
    if !recipients.iter().map(Recipient::listed).eq(meta.recipients.iter().copied()) {
        return Err(SealError::NotAsListed);
    }
    seal_rekey_bytes(secret, place, recipients, &meta.encode()?, key, rng)
}

/// Opens a rekey that has a grant for `own`.
///
/// # Errors
/// [`OpenError::NotForUs`] without such a grant; [`OpenError::Commit`] when a secret is not that of its epoch.
pub fn open_rekey<S: Audience>(
    own: &KemKey,
    envelope: &Verified,
) -> Result<(EpochSecret<S>, Meta<S>), OpenError> {
    if envelope.header().kind != Kind::Rekey {
        return Err(OpenError::Refused);
    }
    let secret = open_grant(own, envelope)?;
    let meta = open_meta(&secret, envelope)?;
    Ok((secret, meta))
}

/// Opens the meta of a rekey whose secret is known already, from a grant or a backward link.
///
/// # Errors
/// [`OpenError::Refused`]; [`OpenError::Commit`] when `secret`, or a parent's, is not that of its epoch.
pub fn open_meta<S: Audience>(secret: &EpochSecret<S>, envelope: &Verified) -> Result<Meta<S>, OpenError> {
    Meta::decode(&envelope.header().stream, &open_meta_bytes(secret, envelope)?)
}

/// Grants an existing epoch to further recipients.
///
/// # Errors
/// [`SealError`] when recipients or key do not fit.
pub fn seal_grant<S: Audience>(
    secret: &EpochSecret<S>,
    place: &Place,
    recipients: &[Recipient<S>],
    key: &SigningKey,
    rng: &mut dyn CryptoRng,
) -> Result<Verified, SealError> {
    let epoch = secret.id(&place.stream);
    let body = grants(secret, epoch, place, recipients, rng)?;
    Ok(Envelope::seal(&header(Kind::Grant, place, epoch, [0; 24]), &body, key)?)
}

/// Opens the grant for `own` in a rekey or grant envelope.
///
/// # Errors
/// [`OpenError::NotForUs`] without such a grant; [`OpenError::Commit`] when the secret is not that of its epoch.
pub fn open_grant<S: Audience>(own: &KemKey, envelope: &Verified) -> Result<EpochSecret<S>, OpenError> {
    let header = envelope.header();
    let (grants, _) = split_body(envelope)?;
    let tag = grant_tag(&header.stream, &header.epoch, &own.public());
    let mut reader = Reader::new(grants);
    let sealed = loop {
        if reader.is_empty() {
            return Err(OpenError::NotForUs);
        }
        let grant = reader.take(GRANT_BYTES).map_err(|_| OpenError::Refused)?;
        let (theirs, sealed) = grant.split_at(TAG_BYTES);
        if bool::from(theirs.ct_eq(&tag)) {
            break sealed;
        }
    };
    let info = info(&header.stream, &header.epoch, &header.author);
    let plain = kem::open(own, &info, sealed).map_err(|_| OpenError::Refused)?;
    let bytes: [u8; 32] = plain.as_slice().try_into().map_err(|_| OpenError::Refused)?;
    let secret = EpochSecret::from_bytes(bytes);
    if secret.id(&header.stream) == header.epoch { Ok(secret) } else { Err(OpenError::Commit) }
}

/// The tag that a grant of `epoch` to this key carries (docs/protocol.md §5.3): members can tell who was given it.
#[must_use]
pub fn grant_tag(stream: &StreamId, epoch: &EpochId, kem: &KemPublic) -> [u8; TAG_BYTES] {
    first(&hash("grant-tag", &[stream.as_bytes(), epoch.as_bytes(), kem.as_bytes()]))
}

/// The tags of all grants in an envelope of kind 2 or 3; empty for other kinds.
#[must_use]
pub fn grant_tags(envelope: &Envelope) -> Vec<[u8; TAG_BYTES]> {
    let count = usize::from(envelope.body().first().copied().unwrap_or(0));
    if !matches!(envelope.header().kind, Kind::Rekey | Kind::Grant) {
        return Vec::new();
    }
    let grants = envelope.body().get(1..).unwrap_or_default().chunks_exact(GRANT_BYTES).take(count);
    grants.filter_map(|grant| grant.first_chunk().copied()).collect()
}

/// [`seal_rekey`] with a meta of any bytes.
pub(crate) fn seal_rekey_bytes<S: Audience>(
    secret: &EpochSecret<S>,
    place: &Place,
    recipients: &[Recipient<S>],
    meta: &[u8],
    key: &SigningKey,
    rng: &mut dyn CryptoRng,
) -> Result<Verified, SealError> {
    let epoch = secret.id(&place.stream);
    let mut body = grants(secret, epoch, place, recipients, rng)?;
    let padded = pad(meta);
    let nonce = hedged_nonce(secret, place, &padded, rng);
    let header = header(Kind::Rekey, place, epoch, nonce);
    let body_len = u32::try_from(body.len() + padded.len() + 16).unwrap_or(u32::MAX);
    let mut associated = header.encode(body_len).to_vec();
    associated.extend_from_slice(&body);
    let meta_key = secret.key(&place.stream, KeyPurpose::Meta, &place.author);
    body.extend_from_slice(&aead_seal(&meta_key, &nonce, &associated, &padded));
    Ok(Envelope::seal(&header, &body, key)?)
}

/// [`open_meta`] without reading what the bytes say.
pub(crate) fn open_meta_bytes<S: Audience>(
    secret: &EpochSecret<S>,
    envelope: &Verified,
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let header = envelope.header();
    if header.kind != Kind::Rekey {
        return Err(OpenError::Refused);
    }
    if secret.id(&header.stream) != header.epoch {
        return Err(OpenError::Commit);
    }
    let (grants, sealed) = split_body(envelope)?;
    let mut associated = envelope.header_bytes().to_vec();
    associated.extend_from_slice(&envelope.body()[..1 + grants.len()]);
    let key = secret.key(&header.stream, KeyPurpose::Meta, &header.author);
    let padded = aead_open(&key, &header.nonce, &associated, sealed).map_err(|_| OpenError::Refused)?;
    unpad(&padded).ok_or(OpenError::Refused)
}

/// `n ‖ n × grant`.
pub(crate) fn grants<S: Audience>(
    secret: &EpochSecret<S>,
    epoch: EpochId,
    place: &Place,
    recipients: &[Recipient<S>],
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, SealError> {
    let count = recipients.len();
    if count == 0 || count > GRANTS_MAX {
        return Err(SealError::Recipients { count });
    }
    let mut body = vec![u8::try_from(count).unwrap_or(u8::MAX)];
    let info = info(&place.stream, &epoch, &place.author);
    for recipient in recipients {
        if recipient.stream() != place.stream {
            return Err(SealError::OtherStream { stream: recipient.stream() });
        }
        body.extend_from_slice(&grant_tag(&place.stream, &epoch, recipient.kem()));
        body.extend_from_slice(&kem::seal(recipient.kem(), &info, secret.expose(), rng)?);
    }
    Ok(body)
}

/// The grants without their count, and what follows them.
fn split_body(envelope: &Envelope) -> Result<(&[u8], &[u8]), OpenError> {
    if !matches!(envelope.header().kind, Kind::Rekey | Kind::Grant) {
        return Err(OpenError::Refused);
    }
    let (count, rest) = envelope.body().split_first().ok_or(OpenError::Refused)?;
    rest.split_at_checked(usize::from(*count) * GRANT_BYTES).ok_or(OpenError::Refused)
}

fn info(stream: &StreamId, epoch: &EpochId, author: &AuthorId) -> Vec<u8> {
    let mut info = label_prefix("grant");
    info.extend_from_slice(stream.as_bytes());
    info.extend_from_slice(epoch.as_bytes());
    info.extend_from_slice(author.as_bytes());
    info
}

const TAG_BYTES: usize = 8;
