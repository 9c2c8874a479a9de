//! What a conversation is told, and what it asks for: closed lists.

use std::collections::BTreeSet;

use wire::{AuthorId, ByeCode, Credential, EnvelopeId, Refusal, SigningKey, StreamId, Verified};

/// The last envelope of one author.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Whose chain.
    pub author: AuthorId,
    /// Up to where.
    pub seq: u64,
    /// The envelope there.
    pub id: EnvelopeId,
}

/// What a conversation needs to know before it starts.
pub struct Dial {
    /// The stream of this connection.
    pub stream: StreamId,
    /// Our pseudonym in it.
    pub key: SigningKey,
    /// The origin that was dialled; the relay has to name the same.
    pub origin: String,
    /// The stream's first envelope, to open it where it is not there.
    pub genesis: Vec<u8>,
    /// What entitles us to open it.
    pub credential: Credential,
    /// Whether the relay gave a receipt already; then the stream is opened only if the relay does not know it.
    pub opened: bool,
    /// The last envelope that is here, per author.
    pub local: Vec<Head>,
    /// What this relay was known to hold, per author.
    pub recorded: Vec<Head>,
    /// Everybody whom a step of the access list lets in that is known here, or who wrote something that is.
    pub let_in: BTreeSet<AuthorId>,
}

/// One envelope to hand to the relay.
#[derive(Debug, Clone)]
pub struct Put {
    /// Its author, own or not.
    pub author: AuthorId,
    /// Its place.
    pub seq: u64,
    /// Its id.
    pub id: EnvelopeId,
    /// Its bytes as stored.
    pub bytes: Vec<u8>,
}

/// What happens to a conversation.
pub enum Event {
    /// A binary message came in.
    Frame(Vec<u8>),
    /// The envelopes of the last [`Effect::Receive`] are on disk; these are the heads now.
    Received {
        /// The last envelope that is here now, per author.
        heads: Vec<Head>,
        /// Who was ever let in, as all that is here now tells: another program on this home may have read that.
        let_in: BTreeSet<AuthorId>,
    },
    /// The publish step ran; this is everything the relay is not known to hold, in the [order of refilling](crate::refill).
    Published(Vec<Put>),
    /// Something was written on this device.
    Changed,
    /// The time of the last [`Effect::Wait`] is over.
    Waited,
}

/// What the shell has to do, in this order.
pub enum Effect {
    /// Send a binary message.
    Send(Vec<u8>),
    /// Take these in, in one transaction, then answer with [`Event::Received`].
    Receive(Vec<Verified>),
    /// Run the publish step, then answer with [`Event::Published`].
    Publish,
    /// The relay has just opened the stream: answer with [`Event::Published`] and every envelope held, without sealing.
    Backlog,
    /// Keep the relay's receipt for this stream.
    Receipt([u8; 64]),
    /// The relay holds this, as far as it does not only say so; replaces the record.
    RelayHeads(Vec<Head>),
    /// The relay has committed this envelope.
    Stored(Head),
    /// The relay is busy: answer with [`Event::Waited`] after so many seconds.
    Wait(u32),
    /// Tell the person, and keep it.
    Notice(Notice),
    /// Everything is exchanged for now. The connection may stay open for live updates, or be closed.
    Settled,
    /// The conversation is over.
    Close(Option<ByeCode>),
}

/// What a conversation has to say about the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The relay names another origin than the one dialled: nothing was sent.
    WrongOrigin,
    /// The relay sent what no relay may send: nothing of it was taken in, and the conversation is over.
    BadRelay(Defect),
    /// The relay holds less than it did: restored from an older copy, or rolled back. It is refilled.
    RelayBehind {
        /// How many envelopes it has lost, as far as the record knows.
        missing: u64,
    },
    /// The relay shows another envelope than we hold for the same place.
    RelayDiffers {
        /// Whose chain.
        author: AuthorId,
        /// Where.
        seq: u64,
    },
    /// The relay names envelopes and does not hand them out. Said before each [`Effect::Settled`] for which it is so.
    Withheld {
        /// How many.
        missing: u64,
    },
    /// The relay names authors whom nobody of this stream let in. Nothing of them was taken in.
    Strangers {
        /// How many.
        count: usize,
    },
    /// Our key is not enrolled (yet).
    NotEnrolled,
    /// The relay refused something.
    Refused(Refusal),
}

/// What no relay may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Defect {
    /// Bytes that are no frame, or a frame at the wrong time.
    Frame,
    /// An envelope that is none, or that its author did not sign.
    Envelope,
    /// An envelope of another stream, author or place than was asked for.
    Place,
    /// An envelope that does not follow the one before it.
    Chain,
    /// A page that brings nothing and promises more.
    Page,
    /// Heads that name what the relay's own pages contradict.
    Heads,
    /// More authors than a stream may have.
    TooMany,
}
