//! Who may be given an epoch (docs/protocol.md §3, §5.3). The only way to a recipient is through the members of a
//! stream, so an epoch of one's own stream cannot be granted to anybody else's device.

use std::marker::PhantomData;

use wire::StreamId;

use crate::audience::{Audience, Own, Pair};
use crate::binding::Binding;
use crate::ids::{DeviceId, RootId};
use crate::kem::KemPublic;
use crate::roster::Roster;
use crate::statement::{Statement, StatementBody};

/// Why somebody cannot be a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecipientError {
    /// Not one of the persons that the stream is for.
    #[error("this person is not a member of the stream")]
    NotAMember,
    /// The binding is for another stream.
    #[error("this binding is for another stream")]
    OtherStream,
    /// Only a person's first statement holds a recovery key.
    #[error("this statement holds no recovery key")]
    NoRecoveryKey,
    /// The roster names another number of persons.
    #[error("this roster is not for this kind of stream")]
    Persons,
}

/// The persons that a stream is for.
///
/// Own devices can be granted an epoch of one's own stream:
/// ```
/// # use entrenous_crypto::{EpochSecret, Own, Pair, Place, Recipient, SigningKey, seal_grant};
/// # use rand_core::CryptoRng;
/// fn grant(own: &EpochSecret<Own>, to: &[Recipient<Own>], at: &Place, key: &SigningKey, rng: &mut dyn CryptoRng) {
///     let _envelope = seal_grant(own, at, to, key, rng);
/// }
/// ```
/// Whoever is known from a stream for two cannot; this does not compile:
/// ```compile_fail,E0308
/// # use entrenous_crypto::{EpochSecret, Own, Pair, Place, Recipient, SigningKey, seal_grant};
/// # use rand_core::CryptoRng;
/// fn grant(own: &EpochSecret<Own>, to: &[Recipient<Pair>], at: &Place, key: &SigningKey, rng: &mut dyn CryptoRng) {
///     let _envelope = seal_grant(own, at, to, key, rng);
/// }
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Members<S: Audience> {
    stream: StreamId,
    roots: Vec<RootId>,
    audience: PhantomData<S>,
}

impl<S: Audience> Clone for Members<S> {
    fn clone(&self) -> Self {
        Self { stream: self.stream, roots: self.roots.clone(), audience: PhantomData }
    }
}

impl Members<Own> {
    /// A person's own stream.
    #[must_use]
    pub fn own(stream: StreamId, root: RootId) -> Self {
        Self { stream, roots: vec![root], audience: PhantomData }
    }
}

impl Members<Pair> {
    /// A stream for two, while the answer to the invitation is out: only its founder yet.
    #[must_use]
    pub fn founder(stream: StreamId, root: RootId) -> Self {
        Self { stream, roots: vec![root], audience: PhantomData }
    }

    /// A stream for two.
    #[must_use]
    pub fn pair(stream: StreamId, ours: RootId, theirs: RootId) -> Self {
        Self { stream, roots: vec![ours, theirs], audience: PhantomData }
    }
}

impl<S: Audience> Members<S> {
    /// The persons of a roster.
    ///
    /// # Errors
    /// [`RecipientError::Persons`] when it names another number of persons than this kind of stream has.
    pub fn of_roster(roster: &Roster) -> Result<Self, RecipientError> {
        let roots: Vec<RootId> = roster.roots().collect();
        if roots.len() != S::PERSONS {
            return Err(RecipientError::Persons);
        }
        Ok(Self { stream: roster.stream(), roots, audience: PhantomData })
    }

    /// The persons.
    #[must_use]
    pub fn roots(&self) -> &[RootId] {
        &self.roots
    }

    /// A member's device. That it is certified and active has to be checked before.
    ///
    /// # Errors
    /// [`RecipientError`] for another stream's binding, or another person's.
    pub fn device(&self, binding: &Binding) -> Result<Recipient<S>, RecipientError> {
        if binding.stream() != self.stream {
            return Err(RecipientError::OtherStream);
        }
        self.need(&binding.root())?;
        let listed = Listed::Device { device: binding.device(), kem_generation: binding.generation() };
        Ok(self.recipient(binding.kem().clone(), listed))
    }

    /// A member's recovery kit, from that person's first statement.
    ///
    /// # Errors
    /// [`RecipientError`] for another person's statement, or another kind of statement.
    pub fn recovery(&self, genesis: &Statement) -> Result<Recipient<S>, RecipientError> {
        self.need(&genesis.root())?;
        let StatementBody::Genesis { recovery, .. } = genesis.body() else {
            return Err(RecipientError::NoRecoveryKey);
        };
        Ok(self.recipient(recovery.clone(), Listed::Recovery { root: genesis.root() }))
    }

    fn need(&self, root: &RootId) -> Result<(), RecipientError> {
        if self.roots.contains(root) { Ok(()) } else { Err(RecipientError::NotAMember) }
    }

    fn recipient(&self, kem: KemPublic, listed: Listed) -> Recipient<S> {
        Recipient { stream: self.stream, kem, listed, audience: PhantomData }
    }
}

/// Who an epoch was given to, as the meta of a rekey lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Listed {
    /// A device with the generation of its sealing key.
    Device {
        /// The device.
        device: DeviceId,
        /// The binding's generation.
        kem_generation: u32,
    },
    /// A person's recovery kit.
    Recovery {
        /// The person.
        root: RootId,
    },
}

/// Somebody who may be given epochs of one stream with the audience `S`; made by [`Members`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient<S: Audience> {
    stream: StreamId,
    kem: KemPublic,
    listed: Listed,
    audience: PhantomData<S>,
}

impl<S: Audience> Recipient<S> {
    /// How the meta lists it.
    #[must_use]
    pub fn listed(&self) -> Listed {
        self.listed
    }

    pub(crate) fn stream(&self) -> StreamId {
        self.stream
    }

    pub(crate) fn kem(&self) -> &KemPublic {
        &self.kem
    }
}
