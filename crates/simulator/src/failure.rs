//! What a run can find.

use sync::{Notice, StreamEvent};
use wire::{AuthorId, ByeCode, EnvelopeId};

/// Why a run failed. Devices are numbered in the order in which they joined, the founder's first device is 0.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It does not come to rest.
    #[error("not quiet after {steps} steps")]
    NotQuiet {
        /// How many steps were taken.
        steps: u64,
    },
    /// A device is not live at the end.
    #[error("device {device} is not up to date at the end")]
    NotSettled {
        /// Which device.
        device: usize,
    },
    /// Two devices have different documents.
    #[error("devices 0 and {device} have different documents named {name}")]
    Diverged {
        /// The second of the two.
        device: usize,
        /// Which document.
        name: String,
    },
    /// A committed change is not everywhere.
    #[error("a change that device {author} committed is missing on device {device}")]
    ChangeLost {
        /// Who made it.
        author: usize,
        /// Who lacks it.
        device: usize,
    },
    /// A committed topic, action or comment is not in the model.
    #[error("an item that device {author} committed is not in the model")]
    ItemLost {
        /// Who made it.
        author: usize,
    },
    /// Changes are left unsealed.
    #[error("device {device} still has {rows} unsealed changes")]
    Unsealed {
        /// Which device.
        device: usize,
        /// How many rows.
        rows: usize,
    },
    /// An envelope did not take effect.
    #[error("envelope {envelope:?} did not take effect on device {device}")]
    NotApplied {
        /// Which device.
        device: usize,
        /// Which envelope.
        envelope: EnvelopeId,
    },
    /// An acknowledged envelope is not at the relay.
    #[error("the relay acknowledged {envelope:?} and does not hold it")]
    AcknowledgedLost {
        /// Which.
        envelope: EnvelopeId,
    },
    /// The relay holds another set of envelopes than a device.
    #[error("the relay holds {relay} envelopes and device {device} {held}, or not the same ones")]
    SetsDiffer {
        /// Which device.
        device: usize,
        /// How many the relay holds.
        relay: usize,
        /// How many the device holds.
        held: usize,
    },
    /// A chain at the relay has a gap or holds something twice.
    #[error("the chain of {author:?} at the relay is not 1, 2, 3 …")]
    BrokenChain {
        /// Whose.
        author: AuthorId,
    },
    /// An honest fault was taken for an attack.
    #[error("device {device} blames the relay: {notice:?}")]
    Blamed {
        /// Which device.
        device: usize,
        /// What it says.
        notice: Notice,
    },
    /// The relay threw out an honest device.
    #[error("the relay ended the connection of device {device}: {code:?}")]
    Expelled {
        /// Which device.
        device: usize,
        /// What the relay says.
        code: ByeCode,
    },
    /// An honest member was taken for an attacker.
    #[error("device {device} blames a member: {event:?}")]
    Accused {
        /// Which device.
        device: usize,
        /// What it says.
        event: StreamEvent,
    },
    /// The guard refused what an honest device wrote.
    #[error("device {device} put an honest envelope aside: {envelope:?}")]
    Quarantined {
        /// Which device.
        device: usize,
        /// Which envelope.
        envelope: EnvelopeId,
    },
    /// Everybody was up to date, and still more was written.
    #[error("{more} more envelopes although there was nothing to say")]
    Chatter {
        /// How many.
        more: usize,
    },
    /// More envelopes than the edits explain.
    #[error("{envelopes} envelopes, where {budget} are enough")]
    OverBudget {
        /// How many there are.
        envelopes: usize,
        /// How many there may be.
        budget: usize,
    },
    /// More frames than the envelopes and connections explain.
    #[error("{frames} frames, where {budget} are enough")]
    Talkative {
        /// How many were sent.
        frames: u64,
        /// How many may be.
        budget: u64,
    },
    /// A relay that came back with less was not said to have, or with a wrong number.
    #[error("device {device} lacks {missing} envelopes at the relay and says that it lacks {said}")]
    HealUnsaid {
        /// Which device.
        device: usize,
        /// How many are missing.
        missing: u64,
        /// How many it says are.
        said: u64,
    },
    /// A device does not know that the other person has what it wrote.
    #[error("device {device} does not know that the other has its envelope {seq}")]
    NotCovered {
        /// Which device.
        device: usize,
        /// Its last envelope with changes.
        seq: u64,
    },
    /// The engine refused to go on.
    #[error("{what} failed on device {device}")]
    Engine {
        /// Which device.
        device: usize,
        /// Which step.
        what: &'static str,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The scene could not be set.
    #[error("the scene could not be set")]
    Scene(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Failure {
    /// What does not hold, in one word.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotQuiet { .. } => "NotQuiet",
            Self::NotSettled { .. } => "NotSettled",
            Self::Diverged { .. } => "Diverged",
            Self::ChangeLost { .. } => "ChangeLost",
            Self::ItemLost { .. } => "ItemLost",
            Self::Unsealed { .. } => "Unsealed",
            Self::NotApplied { .. } => "NotApplied",
            Self::AcknowledgedLost { .. } => "AcknowledgedLost",
            Self::SetsDiffer { .. } => "SetsDiffer",
            Self::BrokenChain { .. } => "BrokenChain",
            Self::Blamed { .. } => "Blamed",
            Self::Expelled { .. } => "Expelled",
            Self::Accused { .. } => "Accused",
            Self::Quarantined { .. } => "Quarantined",
            Self::Chatter { .. } => "Chatter",
            Self::OverBudget { .. } => "OverBudget",
            Self::Talkative { .. } => "Talkative",
            Self::HealUnsaid { .. } => "HealUnsaid",
            Self::NotCovered { .. } => "NotCovered",
            Self::Engine { .. } => "Engine",
            Self::Scene(_) => "Scene",
        }
    }
}
