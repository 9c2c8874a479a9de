//! Frames of the relay protocol (docs/protocol.md §8.1): one binary WebSocket message each.
//!
//! Lengths are checked against the bytes at hand before anything is allocated; trailing bytes are an error. Envelopes
//! travel as opaque bytes here: who receives them parses and verifies them.

use crate::ids::{AuthorId, EnvelopeId, MailboxName, StreamId};
use crate::limits::Limits;
use crate::read::{Reader, Truncated};

/// What entitles a device to open a stream at this relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// Nothing: for relays that are open to new streams.
    Nothing,
    /// A one-time code from the operator.
    Voucher([u8; 16]),
    /// The relay's own signature over the stream id, from an earlier opening.
    Receipt([u8; 64]),
}

/// One of the four write-once slots of a mailbox, 1 to 4, for pairing messages m1 to m4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u8);

impl Slot {
    /// Slot `number`, if it is 1 to 4.
    #[must_use]
    pub fn new(number: u8) -> Option<Self> {
        (1..=4).contains(&number).then_some(Self(number))
    }

    /// 1 to 4.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

/// Why the relay did not do what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum RefusalCode {
    /// The bytes are no envelope or not a fitting one.
    Malformed = 1,
    /// A signature does not verify.
    Signature = 2,
    /// The relay does not have this stream.
    UnknownStream = 3,
    /// The key is not enrolled for this.
    NotEnrolled = 4,
    /// Envelopes of this author before this one are missing at the relay.
    Gap = 5,
    /// Another envelope has this author and sequence number.
    Fork = 6,
    /// The stream has used up its bytes.
    StreamFull = 7,
    /// Too many new envelopes within the hour.
    TooMany = 8,
    /// Longer than the relay's limit.
    TooLong = 9,
    /// The relay asks for a voucher to open streams.
    VoucherNeeded = 10,
    /// The voucher or receipt is not one of this relay's, or was used up.
    VoucherInvalid = 11,
    /// The mailbox slot holds something else already.
    SlotTaken = 12,
    /// The relay's budget for mailboxes is used up.
    MailboxFull = 13,
    /// The stream was closed by its members.
    Closed = 14,
    /// The relay's disk or database refused; nothing was stored.
    Storage = 15,
    /// The relay is busy; try again later.
    Busy = 16,
}

/// The relay's refusal of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    /// What it is about: an envelope id, a stream id or a mailbox name.
    pub subject: [u8; 32],
    /// Why.
    pub code: RefusalCode,
    /// Whether the same request may succeed later.
    pub retryable: bool,
    /// The limit that was met, if the code is about one; else 0.
    pub limit: u64,
    /// Seconds to wait before trying again; 0 says nothing.
    pub retry_after_seconds: u32,
}

/// Why the relay ends a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ByeCode {
    /// The relay is shutting down; come back soon.
    Draining = 1,
    /// A frame was malformed, too long, or came at the wrong time.
    Protocol = 2,
    /// The key or the signature does not give access to the stream.
    Denied = 3,
    /// Too slow, or silent for too long.
    Timeout = 4,
    /// Too many connections.
    Busy = 5,
}

/// One message of the relay protocol, either direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// Relay: first frame of a connection.
    Hello {
        /// The origin under which the relay is reached; has to be the one dialled.
        origin: String,
        /// Fresh, to be signed in `Auth`.
        nonce: [u8; 32],
        /// What this relay allows.
        limits: Limits,
    },
    /// Client: creates the stream if it is not there yet.
    Open {
        /// What entitles to it.
        credential: Credential,
        /// The stream's first envelope.
        genesis: Vec<u8>,
    },
    /// Relay: the stream is there; the receipt re-opens it if the relay ever loses it.
    Opened {
        /// The relay's signature over the stream id.
        receipt: [u8; 64],
    },
    /// Client: proves that it holds an enrolled key.
    Auth {
        /// The stream of this connection.
        stream: StreamId,
        /// The enrolled key.
        author: AuthorId,
        /// See [`auth_message`].
        signature: [u8; 64],
    },
    /// Relay: the last envelope of every author it holds.
    Heads {
        /// In ascending order of author.
        heads: Vec<(AuthorId, u64, EnvelopeId)>,
    },
    /// Client: asks for envelopes of one author.
    Get {
        /// Whose.
        author: AuthorId,
        /// Only those with a greater sequence number.
        after: u64,
        /// Bytes of envelopes at most; one envelope always fits.
        budget: u32,
    },
    /// Relay: a page of envelopes, in ascending order.
    Envelopes {
        /// Whose.
        author: AuthorId,
        /// Whether there were no more when this was read.
        done: bool,
        /// Their bytes as stored.
        page: Vec<Vec<u8>>,
    },
    /// Client: hands over an envelope, its own or another member's.
    Put {
        /// Its bytes.
        envelope: Vec<u8>,
    },
    /// Relay: the envelope is committed to disk.
    Stored {
        /// Which.
        id: EnvelopeId,
    },
    /// Relay: a request was refused; nothing changed.
    Refused(Refusal),
    /// Relay: there is something new. Carries no data: the client reads from its own heads.
    Wake {
        /// Whose chain grew.
        author: AuthorId,
        /// Up to where.
        seq: u64,
    },
    /// Client: writes a mailbox slot, once. The same bytes again are fine.
    MailboxPut {
        /// Which mailbox.
        name: MailboxName,
        /// Which slot.
        slot: Slot,
        /// How long it is kept.
        seconds: u32,
        /// What.
        content: Vec<u8>,
    },
    /// Client: reads a mailbox slot.
    MailboxGet {
        /// Which mailbox.
        name: MailboxName,
        /// Which slot.
        slot: Slot,
    },
    /// Relay: what a slot holds; `None` if it is empty, gone, or never was.
    Mailbox {
        /// Which mailbox.
        name: MailboxName,
        /// Which slot.
        slot: Slot,
        /// Its content.
        content: Option<Vec<u8>>,
    },
    /// Relay: the slot is committed to disk.
    MailboxStored {
        /// Which mailbox.
        name: MailboxName,
        /// Which slot.
        slot: Slot,
    },
    /// Either: are you there?
    Ping(u64),
    /// Either: the same number back.
    Pong(u64),
    /// Relay: the connection ends.
    Bye(ByeCode),
}

/// Why bytes are not a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// They end too early, or a length says more than is there.
    #[error("the frame is cut off")]
    Truncated,
    /// Something follows the frame.
    #[error("bytes follow the frame")]
    Trailing,
    /// A type below 0x80 that this version does not know.
    #[error("frame type {0} is unknown")]
    Type(u8),
    /// A field holds a value that means nothing.
    #[error("a field of the frame holds a value that means nothing")]
    Value,
}

impl From<Truncated> for DecodeError {
    fn from(_: Truncated) -> Self {
        Self::Truncated
    }
}

/// What `Auth` signs under the label `relay-auth`: the origin behind its 16-bit length, the stream, the hello's nonce.
#[must_use]
pub fn auth_message(origin: &str, stream: &StreamId, nonce: &[u8; 32]) -> Vec<u8> {
    let len = u16::try_from(origin.len()).unwrap_or(u16::MAX);
    let mut message = Vec::with_capacity(66 + origin.len());
    message.extend_from_slice(&len.to_be_bytes());
    message.extend_from_slice(origin.as_bytes());
    message.extend_from_slice(stream.as_bytes());
    message.extend_from_slice(nonce);
    message
}

impl Frame {
    /// Reads one frame. `Ok(None)` is a type from 0x80, which this version skips.
    ///
    /// # Errors
    /// [`DecodeError`] names the defect.
    pub fn decode(bytes: &[u8]) -> Result<Option<Self>, DecodeError> {
        let mut reader = Reader::new(bytes);
        let kind = reader.u8()?;
        if kind >= 0x80 {
            return Ok(None);
        }
        let frame = decode_fields(kind, &mut reader)?;
        if reader.is_empty() { Ok(Some(frame)) } else { Err(DecodeError::Trailing) }
    }

    /// The frame's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        encode_fields(self, &mut out);
        out
    }
}

fn decode_fields(kind: u8, reader: &mut Reader<'_>) -> Result<Frame, DecodeError> {
    Ok(match kind {
        0x01 => {
            if reader.u8()? != PROTOCOL_VERSION {
                return Err(DecodeError::Value);
            }
            let len = usize::from(reader.u16()?);
            let origin = std::str::from_utf8(reader.take(len)?).map_err(|_| DecodeError::Value)?.to_owned();
            Frame::Hello { origin, nonce: reader.array()?, limits: decode_limits(reader)? }
        }
        0x02 => {
            let credential = match reader.u8()? {
                0 => Credential::Nothing,
                1 => Credential::Voucher(reader.array()?),
                2 => Credential::Receipt(reader.array()?),
                _ => return Err(DecodeError::Value),
            };
            Frame::Open { credential, genesis: reader.prefixed()?.to_vec() }
        }
        0x03 => Frame::Opened { receipt: reader.array()? },
        0x04 => Frame::Auth {
            stream: StreamId::from(reader.array()?),
            author: AuthorId::from(reader.array()?),
            signature: reader.array()?,
        },
        0x05 => Frame::Heads { heads: decode_heads(reader)? },
        0x06 => Frame::Get {
            author: AuthorId::from(reader.array()?),
            after: reader.u64()?,
            budget: reader.u32()?,
        },
        0x07 => {
            let author = AuthorId::from(reader.array()?);
            let done = decode_bool(reader)?;
            let count = reader.u16()?;
            let mut page = Vec::new();
            for _ in 0..count {
                page.push(reader.prefixed()?.to_vec());
            }
            Frame::Envelopes { author, done, page }
        }
        0x08 => Frame::Put { envelope: reader.prefixed()?.to_vec() },
        0x09 => Frame::Stored { id: EnvelopeId::from(reader.array()?) },
        0x0A => Frame::Refused(Refusal {
            subject: reader.array()?,
            code: RefusalCode::from_byte(reader.u8()?).ok_or(DecodeError::Value)?,
            retryable: decode_bool(reader)?,
            limit: reader.u64()?,
            retry_after_seconds: reader.u32()?,
        }),
        0x0B => Frame::Wake { author: AuthorId::from(reader.array()?), seq: reader.u64()? },
        0x0C => Frame::MailboxPut {
            name: MailboxName::from(reader.array()?),
            slot: decode_slot(reader)?,
            seconds: reader.u32()?,
            content: reader.prefixed()?.to_vec(),
        },
        0x0D => Frame::MailboxGet { name: MailboxName::from(reader.array()?), slot: decode_slot(reader)? },
        0x0E => {
            let name = MailboxName::from(reader.array()?);
            let slot = decode_slot(reader)?;
            let content = if decode_bool(reader)? { Some(reader.prefixed()?.to_vec()) } else { None };
            Frame::Mailbox { name, slot, content }
        }
        0x0F => Frame::MailboxStored { name: MailboxName::from(reader.array()?), slot: decode_slot(reader)? },
        0x10 => Frame::Ping(reader.u64()?),
        0x11 => Frame::Pong(reader.u64()?),
        0x12 => Frame::Bye(ByeCode::from_byte(reader.u8()?).ok_or(DecodeError::Value)?),
        other => return Err(DecodeError::Type(other)),
    })
}

fn encode_fields(frame: &Frame, out: &mut Vec<u8>) {
    match frame {
        Frame::Hello { origin, nonce, limits } => {
            out.extend_from_slice(&[0x01, PROTOCOL_VERSION]);
            out.extend_from_slice(&u16::try_from(origin.len()).unwrap_or(u16::MAX).to_be_bytes());
            out.extend_from_slice(origin.as_bytes());
            out.extend_from_slice(nonce);
            encode_limits(limits, out);
        }
        Frame::Open { credential, genesis } => {
            out.push(0x02);
            match credential {
                Credential::Nothing => out.push(0),
                Credential::Voucher(code) => {
                    out.push(1);
                    out.extend_from_slice(code);
                }
                Credential::Receipt(receipt) => {
                    out.push(2);
                    out.extend_from_slice(receipt);
                }
            }
            push_prefixed(out, genesis);
        }
        Frame::Opened { receipt } => {
            out.push(0x03);
            out.extend_from_slice(receipt);
        }
        Frame::Auth { stream, author, signature } => {
            out.push(0x04);
            out.extend_from_slice(stream.as_bytes());
            out.extend_from_slice(author.as_bytes());
            out.extend_from_slice(signature);
        }
        Frame::Heads { heads } => {
            out.push(0x05);
            out.extend_from_slice(&u32::try_from(heads.len()).unwrap_or(u32::MAX).to_be_bytes());
            for (author, seq, id) in heads {
                out.extend_from_slice(author.as_bytes());
                out.extend_from_slice(&seq.to_be_bytes());
                out.extend_from_slice(id.as_bytes());
            }
        }
        Frame::Get { author, after, budget } => {
            out.push(0x06);
            out.extend_from_slice(author.as_bytes());
            out.extend_from_slice(&after.to_be_bytes());
            out.extend_from_slice(&budget.to_be_bytes());
        }
        Frame::Envelopes { author, done, page } => {
            out.push(0x07);
            out.extend_from_slice(author.as_bytes());
            out.push(u8::from(*done));
            out.extend_from_slice(&u16::try_from(page.len()).unwrap_or(u16::MAX).to_be_bytes());
            for envelope in page {
                push_prefixed(out, envelope);
            }
        }
        Frame::Put { envelope } => {
            out.push(0x08);
            push_prefixed(out, envelope);
        }
        Frame::Stored { id } => {
            out.push(0x09);
            out.extend_from_slice(id.as_bytes());
        }
        Frame::Refused(refusal) => {
            out.push(0x0A);
            out.extend_from_slice(&refusal.subject);
            out.push(refusal.code as u8);
            out.push(u8::from(refusal.retryable));
            out.extend_from_slice(&refusal.limit.to_be_bytes());
            out.extend_from_slice(&refusal.retry_after_seconds.to_be_bytes());
        }
        Frame::Wake { author, seq } => {
            out.push(0x0B);
            out.extend_from_slice(author.as_bytes());
            out.extend_from_slice(&seq.to_be_bytes());
        }
        Frame::MailboxPut { name, slot, seconds, content } => {
            out.push(0x0C);
            out.extend_from_slice(name.as_bytes());
            out.push(slot.number());
            out.extend_from_slice(&seconds.to_be_bytes());
            push_prefixed(out, content);
        }
        Frame::MailboxGet { name, slot } => push_slot(out, 0x0D, name, *slot),
        Frame::Mailbox { name, slot, content } => {
            push_slot(out, 0x0E, name, *slot);
            out.push(u8::from(content.is_some()));
            if let Some(content) = content {
                push_prefixed(out, content);
            }
        }
        Frame::MailboxStored { name, slot } => push_slot(out, 0x0F, name, *slot),
        Frame::Ping(number) => push_number(out, 0x10, *number),
        Frame::Pong(number) => push_number(out, 0x11, *number),
        Frame::Bye(code) => out.extend_from_slice(&[0x12, *code as u8]),
    }
}

impl RefusalCode {
    fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            1 => Self::Malformed,
            2 => Self::Signature,
            3 => Self::UnknownStream,
            4 => Self::NotEnrolled,
            5 => Self::Gap,
            6 => Self::Fork,
            7 => Self::StreamFull,
            8 => Self::TooMany,
            9 => Self::TooLong,
            10 => Self::VoucherNeeded,
            11 => Self::VoucherInvalid,
            12 => Self::SlotTaken,
            13 => Self::MailboxFull,
            14 => Self::Closed,
            15 => Self::Storage,
            16 => Self::Busy,
            _ => return None,
        })
    }
}

impl ByeCode {
    fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            1 => Self::Draining,
            2 => Self::Protocol,
            3 => Self::Denied,
            4 => Self::Timeout,
            5 => Self::Busy,
            _ => return None,
        })
    }
}

fn decode_limits(reader: &mut Reader<'_>) -> Result<Limits, Truncated> {
    Ok(Limits {
        frame_before_auth_max: reader.u32()?,
        frame_max: reader.u32()?,
        body_max: reader.u32()?,
        stream_bytes_max: reader.u64()?,
        stream_reserve: reader.u64()?,
        puts_in_flight_max: reader.u32()?,
        window_bytes: reader.u32()?,
        author_hourly_max: reader.u32()?,
        mailbox_slot_max: reader.u32()?,
        mailbox_seconds_max: reader.u32()?,
    })
}

fn encode_limits(limits: &Limits, out: &mut Vec<u8>) {
    out.extend_from_slice(&limits.frame_before_auth_max.to_be_bytes());
    out.extend_from_slice(&limits.frame_max.to_be_bytes());
    out.extend_from_slice(&limits.body_max.to_be_bytes());
    out.extend_from_slice(&limits.stream_bytes_max.to_be_bytes());
    out.extend_from_slice(&limits.stream_reserve.to_be_bytes());
    out.extend_from_slice(&limits.puts_in_flight_max.to_be_bytes());
    out.extend_from_slice(&limits.window_bytes.to_be_bytes());
    out.extend_from_slice(&limits.author_hourly_max.to_be_bytes());
    out.extend_from_slice(&limits.mailbox_slot_max.to_be_bytes());
    out.extend_from_slice(&limits.mailbox_seconds_max.to_be_bytes());
}

fn decode_heads(reader: &mut Reader<'_>) -> Result<Vec<(AuthorId, u64, EnvelopeId)>, DecodeError> {
    let count = reader.u32()?;
    let mut heads: Vec<(AuthorId, u64, EnvelopeId)> = Vec::new();
    for _ in 0..count {
        let author = AuthorId::from(reader.array()?);
        if heads.last().is_some_and(|(last, _, _)| *last >= author) {
            return Err(DecodeError::Value);
        }
        heads.push((author, reader.u64()?, EnvelopeId::from(reader.array()?)));
    }
    Ok(heads)
}

fn decode_bool(reader: &mut Reader<'_>) -> Result<bool, DecodeError> {
    match reader.u8()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(DecodeError::Value),
    }
}

fn decode_slot(reader: &mut Reader<'_>) -> Result<Slot, DecodeError> {
    Slot::new(reader.u8()?).ok_or(DecodeError::Value)
}

fn push_prefixed(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(bytes);
}

fn push_slot(out: &mut Vec<u8>, kind: u8, name: &MailboxName, slot: Slot) {
    out.push(kind);
    out.extend_from_slice(name.as_bytes());
    out.push(slot.number());
}

fn push_number(out: &mut Vec<u8>, kind: u8, number: u64) {
    out.push(kind);
    out.extend_from_slice(&number.to_be_bytes());
}

const PROTOCOL_VERSION: u8 = 1;
