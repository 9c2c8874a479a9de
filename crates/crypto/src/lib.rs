//! Sealing and opening, certificates, pairing, keys at rest (docs/protocol.md §1–§3, §5, §9, §11). The only crate that
//! names a cipher.
//!
//! Absent on purpose: clocks, OS randomness, files, sockets. Randomness is an argument. Which devices are active, which
//! epoch to write under and which envelopes count is decided in `sync`; what a document means, in `agenda`.

mod at_rest;
mod audience;
mod binding;
mod card;
mod content;
mod enrolment;
mod epoch;
mod grant;
mod ids;
mod kem;
mod meta;
mod name;
mod padding;
mod pairing;
mod payload;
mod primitive;
mod recipient;
mod root;
mod roster;
mod seal;
mod session;
mod statement;
mod words;

#[cfg(any(test, fuzzing))]
#[expect(clippy::expect_used, clippy::panic, reason = "a broken promise has to stop the fuzzer")]
pub mod fuzzing;
#[cfg(test)]
mod tests;

pub use at_rest::{StoreKey, TableKey, UnwrapError, WRAPPED_BYTES, unwrap, wrap};
pub use audience::{Audience, Own, Pair};
pub use binding::{BINDING_BYTES, Binding, BindingError};
pub use card::{CardError, StreamCard};
pub use content::{content_envelope_len, open_content, seal_content};
pub use enrolment::{
    Enrolment, author_of, close_envelope, enroll_envelope, genesis_envelope, genesis_nonce, retire_envelope,
};
pub use epoch::{EpochSecret, Place};
pub use grant::{grant_tag, grant_tags, open_grant, open_meta, open_rekey, seal_grant, seal_rekey};
pub use ids::{DeviceId, RootId, StatementId};
pub use kem::{KEM_PUBLIC_BYTES, KemError, KemKey, KemPublic};
pub use meta::Meta;
pub use name::{DisplayName, NameError};
pub use pairing::{
    CodeError, Handshake, HandshakeError, Introduced, Introduction, InvitationCode, Joining, LinkJoining,
    LinkWelcome, LinkWelcomed, Offer, PairingError, PairingRole, PairingSecret, Role, SpokenWords, Welcome,
    Welcomed, WordsError, make_link_m3, make_link_m4, make_m1, make_m2, make_m3, make_m4, read_link_m3,
    read_link_m4, read_m1, read_m2, read_m3, read_m4,
};
pub use payload::{Head, Payload, Record, RecordError};
pub use recipient::{Listed, Members, Recipient, RecipientError};
pub use root::{KitError, RootSeed};
pub use roster::{Roster, RosterError, RosterPart, roster_message};
pub use seal::{OpenError, SealError};
pub use session::Session;
pub use statement::{
    DEVICES_MAX, Statement, StatementBody, StatementError, StatementKind, statements_digest,
};
pub use words::{fingerprint_words, match_words, sync_check_words, verification_code};

/// Re-exported so that every crate signs with the one version of the signing key type (RFC 8032).
pub use wire::SigningKey;
