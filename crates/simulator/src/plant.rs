//! Programs that are wrong on purpose, to show that the checks see it. Each is made here, around the engine's storage
//! and effects or around the relay's; no program that anybody runs holds one.

/// One thing that a wrong program does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Plant {
    /// The relay says that an envelope is stored before its commit.
    EarlyAcknowledgement,
    /// The relay says that an envelope is stored although its disk refused it.
    FailureCalledStored,
    /// A crash of the relay loses the last commit that it had acknowledged.
    ForgetfulRelay,
    /// The relay never says that there is news.
    DeafRelay,
    /// The relay reads the heads first, and only then begins to listen for news.
    LateInterest,
    /// The relay knows what came twice only as long as it runs.
    DedupInMemory,
    /// A device keeps its documents over a crash, but not what waits to be sealed.
    OutboxLostInCrash,
    /// A device empties its outbox at once, and keeps the envelope only with the commit.
    TornCommit,
    /// A device notes in one transaction that envelopes took effect, and lets them in the next.
    StandingBeforeDocuments,
    /// A device takes what it cannot read yet for done.
    UnreadSkipped,
    /// A device puts back only what it wrote itself.
    HealedByAuthorsOnly,
    /// A device never notices that the relay holds less than before.
    OldRecordKept,
    /// A device seals anew what it had sealed before a crash.
    SealedAgain,
    /// A device takes an envelope for stored once it is sent.
    SentCalledStored,
    /// A device chooses its next place in the chain outside of the transaction.
    StalePlace,
    /// A device goes on as if nothing was wrong when its disk is full.
    FailureIgnored,
    /// A device says something with each step, although there is nothing to say.
    Chatterbox,
    /// A device that has the relay's receipt believes that its enrolment got there.
    ReceiptIsEnough,
    /// A device takes what one relay holds for what another one holds.
    RecordMovesAlong,
}

impl Plant {
    /// Each of them.
    pub const ALL: [Self; 19] = [
        Self::EarlyAcknowledgement,
        Self::FailureCalledStored,
        Self::ForgetfulRelay,
        Self::DeafRelay,
        Self::LateInterest,
        Self::DedupInMemory,
        Self::OutboxLostInCrash,
        Self::TornCommit,
        Self::StandingBeforeDocuments,
        Self::UnreadSkipped,
        Self::HealedByAuthorsOnly,
        Self::OldRecordKept,
        Self::SealedAgain,
        Self::SentCalledStored,
        Self::StalePlace,
        Self::FailureIgnored,
        Self::Chatterbox,
        Self::ReceiptIsEnough,
        Self::RecordMovesAlong,
    ];
}
