//! Every lie that the relay of the tests knows, by name.

use wire::RefusalCode;

/// What the relay does to whoever dials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attack {
    /// Nothing: it is a relay like any other.
    None,

    /// A bit of an envelope's header is flipped: its sequence number.
    FlipHeader,
    /// A bit of an envelope's body is flipped.
    FlipBody,
    /// A bit of an envelope's signature is flipped.
    FlipSignature,
    /// An envelope is cut short.
    Truncate,
    /// A byte is added to an envelope.
    Extend,
    /// An envelope is signed by another key than its author's.
    Resign,
    /// The envelope in the middle of a page is left out.
    DropMiddle,
    /// The last envelope of each chain is left out, although the heads name it.
    DropTail,
    /// Two envelopes of a page change places.
    Reorder,
    /// An envelope comes twice.
    Replay,
    /// A page begins at the start of the chain again.
    OldPage,
    /// An envelope of another stream stands in a page.
    Splice,
    /// The page of another author is handed out.
    WrongAuthor,
    /// Heads and pages of another stream are handed out.
    WrongStream,
    /// A page brings nothing and promises more.
    EmptyPage,

    /// Heads that are higher than what there is.
    HighHeads,
    /// The heads name another envelope in the last place of each chain.
    OtherHeads,
    /// What somebody wrote is not shown any further than the client knows it.
    Hide(&'static str),
    /// What somebody wrote is gone from heads, pages and wake-ups.
    Forget(&'static str),
    /// Nothing of others is shown any more: heads end where the client's own record ends.
    Freeze,
    /// Heads of five thousand authors.
    ManyHeads,
    /// A key that nobody let in has a chain of its own.
    Stranger,
    /// The same without an end.
    EndlessStranger,
    /// A key that nobody let in lets itself in.
    StrangerEnrols,
    /// A key that nobody let in shuts everybody else out.
    StrangerRetires,

    /// The relay calls itself something else.
    HelloOrigin,
    /// The relay names a version that does not exist.
    HelloVersion,
    /// Every limit is zero.
    HelloNoLimits,
    /// Every limit is as high as a number can say.
    HelloHugeLimits,

    /// Puts are answered and thrown away.
    FalseStored,
    /// Puts are answered with the id of something else.
    StoredAnother,
    /// Puts are refused, for this reason.
    Refuse(RefusalCode),
    /// Nobody is let in, for this reason.
    RefuseEntry(RefusalCode),

    /// A frame of a type that does not exist.
    UnknownFrame,
    /// A frame of a type that is to be skipped.
    LaterFrame,
    /// A byte behind a frame.
    TrailingByte,
    /// A message above every limit.
    Oversize,
    /// A length inside a frame that is not there.
    LengthLies,
    /// Four thousand million heads are announced.
    CountLies,
    /// A text message before each frame.
    Text,

    /// After the hello nothing comes.
    Silent,
    /// After the hello a ping a second comes, and nothing else.
    Drip,
    /// One byte of a frame a second.
    DripBytes,
    /// Pings without end, as fast as they go.
    PingFlood,
    /// Wake-ups without end.
    WakeFlood,

    /// A mailbox message is altered on its way out.
    AlterMailbox(u8),
    /// A mailbox shows another slot's message in this one.
    SwapMailbox(u8),
    /// A mailbox shows nothing in this slot.
    EmptyMailbox(u8),
    /// A mailbox message is taken, and another one is kept.
    StoreOtherMailbox(u8),

    /// The connection is cut after so many frames.
    Cut(u64),
}
