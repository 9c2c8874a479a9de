//! What the relay keeps, behind one trait: questions and writes as closed enums, answers as data.
//!
//! Nothing here decides about signatures: only verified envelopes come in (docs/protocol.md §8.2). No clock and no
//! sockets; the time is an argument.

mod admission;
mod memory;
mod sqlite;

use wire::{AccessList, AuthorId, EnvelopeId, Limits, MailboxName, RefusalCode, Slot, StreamId, Verified};

pub use memory::Memory;
pub use sqlite::{DatabaseError, Sqlite};

pub(crate) use sqlite::Access;

/// What a storage enforces when it applies writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The limits that the relay announces.
    pub limits: Limits,
    /// Bytes that all mailbox slots together may hold.
    pub mailbox_bytes_max: u64,
}

/// A question that changes nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// Access list and heads of a stream, from one moment.
    Join {
        /// Which stream.
        stream: StreamId,
    },
    /// The access list alone.
    Access {
        /// Which stream.
        stream: StreamId,
    },
    /// Envelopes of one author in ascending order.
    Page {
        /// Which stream.
        stream: StreamId,
        /// Whose.
        author: AuthorId,
        /// Only those with a greater sequence number.
        after: u64,
        /// Bytes of envelopes at most; the first one is given in any case.
        budget: u32,
    },
    /// The content of a mailbox slot.
    Mailbox {
        /// Which mailbox.
        name: MailboxName,
        /// Which slot.
        slot: Slot,
    },
}

/// What entitles to a stream that is not there yet, as far as it can be judged without the storage.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Entitlement {
    /// The relay is open to new streams, or the receipt is one of its own.
    Free,
    /// The hash of a one-time code, to be used up together with the opening.
    Voucher([u8; 32]),
    /// Nothing was shown.
    Missing,
    /// What was shown is not one of this relay's.
    Invalid,
}

impl std::fmt::Debug for Entitlement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Free => "Free",
            Self::Voucher(_) => "Voucher(…)",
            Self::Missing => "Missing",
            Self::Invalid => "Invalid",
        })
    }
}

/// One write. All writes of a batch are committed together or not at all.
#[derive(Clone, PartialEq, Eq)]
pub enum Write {
    /// Creates the stream if it is not there.
    Open {
        /// Its first envelope.
        genesis: Verified,
        /// What entitles to it.
        entitlement: Entitlement,
    },
    /// Appends an envelope to its author's chain.
    Put {
        /// The envelope; its header names stream and author.
        envelope: Verified,
    },
    /// Fills a mailbox slot, once.
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
    /// Drops the mailbox slots whose time is over.
    Sweep,
    /// Writes something of no meaning, to learn whether the storage can be written.
    Probe,
}

impl Write {
    /// Bytes that this write carries; what queues are measured in.
    #[must_use]
    pub fn len_bytes(&self) -> usize {
        match self {
            Self::Open { genesis: envelope, .. } | Self::Put { envelope } => envelope.as_bytes().len(),
            Self::MailboxPut { content, .. } => content.len(),
            Self::Sweep | Self::Probe => 0,
        }
    }
}

impl std::fmt::Debug for Write {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Open { genesis, entitlement } => write!(f, "Open({genesis:?}, {entitlement:?})"),
            Self::Put { envelope } => write!(f, "Put({envelope:?})"),
            Self::MailboxPut { slot, content, .. } => {
                write!(f, "MailboxPut(slot {}, {} bytes)", slot.number(), content.len())
            }
            Self::Sweep => f.write_str("Sweep"),
            Self::Probe => f.write_str("Probe"),
        }
    }
}

/// What a session asks of the storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// A question.
    Read(Read),
    /// A write.
    Write(Write),
}

/// Why a write or a question was turned down; nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// The code of the refusal.
    pub code: RefusalCode,
    /// The limit that was met, or 0.
    pub limit: u64,
}

impl Reason {
    pub(crate) fn plain(code: RefusalCode) -> Self {
        Self { code, limit: 0 }
    }
}

/// What the others in a stream have to hear of after a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct News {
    /// The stream that grew.
    pub stream: StreamId,
    /// Whose chain grew.
    pub author: AuthorId,
    /// Up to where.
    pub seq: u64,
    /// Whether the access list changed with it.
    pub access_changed: bool,
}

/// The storage's answer to one [`Request`].
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// To [`Read::Join`].
    Joined {
        /// Who may do what.
        access: AccessList,
        /// The last envelope of every author, in ascending order of author.
        heads: Vec<(AuthorId, u64, EnvelopeId)>,
    },
    /// To [`Read::Access`].
    Access(AccessList),
    /// To [`Read::Page`].
    Page {
        /// Whether there were no more.
        done: bool,
        /// Envelopes as they were received.
        page: Vec<Vec<u8>>,
    },
    /// To [`Read::Mailbox`].
    Mailbox(Option<Vec<u8>>),
    /// To [`Write::Open`]: the stream is there.
    Opened,
    /// To [`Write::Put`]: the envelope is there; with news if it was not before.
    Stored(Option<News>),
    /// To [`Write::MailboxPut`].
    MailboxStored,
    /// To [`Write::Sweep`] and [`Write::Probe`].
    Done,
    /// Turned down.
    Refused(Reason),
    /// The disk or the database failed; nothing was stored.
    Failed,
    /// The queue was full; nothing was tried.
    Busy,
}

impl Answer {
    /// What others have to hear of, if anything.
    #[must_use]
    pub fn news(&self) -> Option<News> {
        if let Self::Stored(news) = self { *news } else { None }
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Joined { heads, .. } => write!(f, "Joined({} heads)", heads.len()),
            Self::Access(_) => f.write_str("Access(…)"),
            Self::Page { done, page } => write!(f, "Page({} envelopes, done: {done})", page.len()),
            Self::Mailbox(content) => write!(f, "Mailbox({:?} bytes)", content.as_ref().map(Vec::len)),
            Self::Opened => f.write_str("Opened"),
            Self::Stored(news) => write!(f, "Stored(new: {})", news.is_some()),
            Self::MailboxStored => f.write_str("MailboxStored"),
            Self::Done => f.write_str("Done"),
            Self::Refused(reason) => write!(f, "Refused({reason:?})"),
            Self::Failed => f.write_str("Failed"),
            Self::Busy => f.write_str("Busy"),
        }
    }
}

/// Why a storage could not answer. Nothing of the batch was stored.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// SQLite or the disk below it.
    #[error("the database refused")]
    Sqlite(#[from] rusqlite::Error),
    /// A row does not hold what this program wrote.
    #[error("the database holds a row that this program did not write")]
    Damaged,
}

/// Where a relay keeps streams and mailboxes.
pub trait Storage {
    /// Answers a question as of now.
    ///
    /// # Errors
    /// [`StorageError`] when the storage could not be read.
    fn read(&mut self, now_seconds: u64, read: &Read) -> Result<Answer, StorageError>;

    /// Applies writes in their order, in one transaction; when it returns, they are durable. One answer per write.
    ///
    /// # Errors
    /// [`StorageError`]: then none of the batch was stored.
    fn apply(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError>;

    /// Answers one request by itself; a failure becomes [`Answer::Failed`].
    fn answer(&mut self, now_seconds: u64, request: &Request) -> Answer {
        match request {
            Request::Read(read) => self.read(now_seconds, read).unwrap_or(Answer::Failed),
            Request::Write(write) => self
                .apply(now_seconds, std::slice::from_ref(write))
                .ok()
                .and_then(|answers| answers.into_iter().next())
                .unwrap_or(Answer::Failed),
        }
    }
}

/// The first whole hour at which a slot that was put now for `seconds` is gone.
fn expiry_hour(now_seconds: u64, seconds: u32) -> u64 {
    now_seconds.saturating_add(u64::from(seconds)).div_ceil(3600)
}

/// Whether a slot that expires at `hour` is gone.
fn is_expired(hour: u64, now_seconds: u64) -> bool {
    hour.saturating_mul(3600) <= now_seconds
}

/// Most bytes of envelopes in one page: budget and frame limit, the smaller one.
fn page_budget(rules: &Rules, budget: u32) -> usize {
    let frame = rules.limits.frame_max.saturating_sub(PAGE_OVERHEAD);
    usize::try_from(budget.min(frame).min(rules.limits.window_bytes)).unwrap_or(usize::MAX)
}

/// Type, author, done and count of an `Envelopes` frame.
const PAGE_OVERHEAD: u32 = 36;
/// What each envelope of a page costs on top of its bytes.
const PAGE_ITEM_OVERHEAD: usize = 4;
/// Most envelopes in a page: the count is a 16-bit number.
const PAGE_ITEMS_MAX: usize = 65_535;
