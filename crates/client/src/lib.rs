//! The shell around sync, store and sockets: an opened home and everything a person can do with it.
//!
//! Absent on purpose: any cipher (crypto), any decision about membership or epochs (sync), any terminal or page
//! (client-cli, page). What the command line and the page share is here, as functions that return plain views.

mod acts;
mod adopting;
mod backing;
mod calendar_file;
mod checkins;
mod custody;
mod deciding;
mod devices;
mod doctor;
mod documents;
mod duties;
mod editing;
mod editor_text;
mod entrance;
mod entre;
mod entries;
mod exchange;
mod export;
mod facts;
mod fail;
mod goals;
mod handshake;
mod headings;
mod held;
mod home;
mod importing;
mod invite;
mod joining;
mod journal;
mod kept;
mod keyring_entry;
mod keys;
mod leaving;
mod ledger;
mod linking;
mod looking_back;
mod mailbox;
mod meetings;
mod mending;
mod missing;
mod moving;
mod network;
mod notices;
mod other_words;
mod parcels;
mod parting;
mod patience;
mod pausing;
mod people;
mod priorities;
mod questions;
mod random;
mod reach;
mod readers;
mod reading;
mod recapping;
#[cfg(test)]
mod redaction;
mod refreshing;
mod restoring;
mod root;
mod running;
mod screens;
mod session;
mod shelving;
mod socket;
mod status;
mod streams;
mod sync_check;
mod syncing;
mod templates;
mod unlock;
mod vault;
mod watch;
mod what;
mod words;

pub use acts::{ActionText, Done, Found, NoteTarget, Reorder, TopicText};
pub use backing::Backup;
pub use calendar_file::CalendarOptions;
pub use checkins::CheckedIn;
pub use custody::holds;
pub use devices::OwnDevice;
pub use doctor::{Check, Examination, Verdict};
pub use editor_text::Editable;
pub use entre::{Entre, Setup};
pub use entries::{EntryDone, NamedEntry};
pub use export::{ExportFormat, ExportOptions, ExportedFile};
pub use facts::{PauseReason, Phase};
pub use fail::{Exit, Fail};
pub use goals::{GoalText, Measure, Progress};
pub use handshake::{Accepted, CheckedInvitation, PairingNews, check_invitation};
pub use headings::{heading, section_heading};
pub use home::Home;
pub use importing::ImportReport;
pub use invite::{Invitation, Invite};
pub use joining::LinkAttempt;
pub use journal::{Log, LogLine, Reach, Undone};
pub use kept::{DraftLine, FeedbackScreen, KeepsakeKind};
pub use linking::{DeviceCode, LinkState};
pub use looking_back::{
    ActionsScreen, FoundWith, HistoryScreen, OverviewLine, PrepScreen, RecapScreen, is_called_off,
};
pub use meetings::{Additional, Arranged, Which};
pub use mending::Repaired;
pub use moving::RelaySet;
pub use network::{Connecting, Connection, Network, over};
pub use notices::SafetyEvent;
pub use other_words::{io_words, origin_error};
pub use parcels::{Packed, PersonUnpacked, Unpacked};
pub use people::{PersonLine, PersonRef};
pub use priorities::Priorities;
pub use questions::{BankQuestion, pick_questions};
pub use readers::{DeviceLine, PersonReaders, ReadersScreen, RelayView};
pub use recapping::{RecapForm, recap_text};
pub use restoring::Restored;
pub use root::{Custody, Kit};
pub use running::MeetingNow;
pub use screens::{AgendaOptions, AgendaScreen, NoteLine, PrivatePart};
pub use session::{Locked, Unlocked};
pub use status::{NotebookStatus, PersonStatus, StatusScreen};
pub use sync_check::SyncCheck;
pub use syncing::{PersonSync, SyncReport};
pub use templates::{AgendaTemplate, Applied};
pub use unlock::{Unlock, UnlockKind};
pub use watch::WatchNews;
pub use words::Words;

/// The longest file that [`Entre::import_parcel`] takes.
pub const PARCEL_BYTES_MAX: usize = wire::Parcel::BYTES_MAX;

/// The address of a relay, in its one spelling.
pub use wire::{Origin, OriginError};
