//! What was done, as the journal keeps it: without a language, and put into words when somebody looks. Rows of before
//! hold a sentence instead, and show it as it stands.

mod practice;

use agenda::Category;
use language::say;
use serde::{Deserialize, Serialize};

use crate::headings::heading;

pub(crate) use practice::Practice;

/// What was done. The titles are those of then; they may quote something private, so there is no `Debug`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    /// A topic, by its title.
    AddedTopic(String),
    /// An action, by its text.
    WroteAction(String),
    /// A private note.
    KeptNote,
    /// A topic went under another heading.
    MovedUnder {
        /// Its title.
        title: String,
        /// The heading.
        category: Category,
        /// What the pair called it, if that was no usual name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        named: Option<String>,
    },
    /// A topic or an action went up or down.
    Moved(String),
    /// The tick was taken away.
    Reopened(String),
    /// A topic or an action is done.
    Ticked(String),
    /// A topic or an action was taken off the list.
    Dropped(String),
    /// A private note was taken off the list.
    DroppedNote,
    /// A topic got a comment.
    Commented(String),
    /// A topic or an action got another text.
    Edited(String),
    /// A private note got another text.
    EditedNote,
    /// An earlier text of something is back, by its title.
    PutBack(String),
    /// Something was taken back.
    TookBack(Box<Self>),
    /// What had been taken back was done again.
    DidAgain(Box<Self>),
    /// The notebook with this person was put away.
    PutAway(String),
    /// The notebook with this person is in use again.
    TookOut(String),
    /// The notebook with this person is over.
    Removed(String),
    /// What goes on was copied into the notebook with this person.
    HandedOver(String),
    /// An invitation of this person was accepted.
    Joined(String),
    /// What had been written before the answer went into the notebook.
    WroteWaiting,
    /// A year of meetings came from a file.
    Imported,
    /// Private notes came from a file.
    ImportedNotes,
    /// This person was invited.
    Invited(String),
    /// The notes about this person went into the new notebook.
    TookAlong(String),
    /// Somebody is called this from now on.
    Renamed(String),
    /// The notebook went to this relay.
    MovedNotebook(String),
    /// The words were compared with this person.
    Compared(String),
    /// Something about meetings, goals and what a pair keeps.
    Practice(Practice),
    /// A sentence, as versions of before kept it.
    #[serde(untagged)]
    Sentence(String),
}

impl What {
    /// In the language that the program speaks.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::AddedTopic(title) => say!("deed-added-topic", title = title),
            Self::WroteAction(title) => say!("deed-wrote-action", title = title),
            Self::KeptNote => say!("deed-kept-note"),
            Self::MovedUnder { title, category, named } => {
                let heading = named.clone().unwrap_or_else(|| heading(category));
                say!("deed-moved-under", title = title, heading = heading)
            }
            Self::Moved(title) => say!("deed-moved", title = title),
            Self::Reopened(title) => say!("deed-reopened", title = title),
            Self::Ticked(title) => say!("deed-ticked", title = title),
            Self::Dropped(title) => say!("deed-dropped", title = title),
            Self::DroppedNote => say!("deed-dropped-note"),
            Self::Commented(title) => say!("deed-commented", title = title),
            Self::Edited(title) => say!("deed-edited", title = title),
            Self::EditedNote => say!("deed-edited-note"),
            Self::PutBack(title) => say!("deed-put-back", title = title),
            Self::TookBack(what) => say!("deed-took-back", what = what.words()),
            Self::DidAgain(what) => say!("deed-did-again", what = what.words()),
            Self::PutAway(name) => say!("deed-put-away", name = name),
            Self::TookOut(name) => say!("deed-took-out", name = name),
            Self::Removed(name) => say!("deed-removed", name = name),
            Self::HandedOver(name) => say!("deed-handed-over", name = name),
            Self::Joined(name) => say!("deed-joined", name = name),
            Self::WroteWaiting => say!("deed-wrote-waiting"),
            Self::Imported => say!("deed-imported"),
            Self::ImportedNotes => say!("deed-imported-notes"),
            Self::Invited(name) => say!("deed-invited", name = name),
            Self::TookAlong(name) => say!("deed-took-along", name = name),
            Self::Renamed(name) => say!("deed-renamed", name = name),
            Self::MovedNotebook(relay) => say!("deed-moved-notebook", relay = relay),
            Self::Compared(name) => say!("deed-compared", name = name),
            Self::Practice(practice) => practice.words(),
            Self::Sentence(sentence) => sentence.clone(),
        }
    }
}

impl From<Practice> for What {
    fn from(practice: Practice) -> Self {
        Self::Practice(practice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> What {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn rows_hold_a_word_and_a_title_and_older_rows_a_sentence() {
        let check = |what: &What, json: &str, words: &str| {
            assert_eq!(serde_json::to_string(what).unwrap(), json);
            assert_eq!(read(json).words(), words);
        };
        let added = What::AddedTopic("Budget".to_owned());
        check(&added, r#"{"added_topic":"Budget"}"#, "added topic \"Budget\"");
        check(&What::KeptNote, r#""kept_note""#, "kept a private note");
        let under =
            What::MovedUnder { title: "Budget".to_owned(), category: Category::NextSteps, named: None };
        check(
            &under,
            r#"{"moved_under":{"title":"Budget","category":"next"}}"#,
            "moved \"Budget\" under Next steps",
        );
        check(
            &What::TookBack(Box::new(added)),
            r#"{"took_back":{"added_topic":"Budget"}}"#,
            "took back: added topic \"Budget\"",
        );
        check(&Practice::Overflow.into(), r#"{"practice":"overflow"}"#, "planned more time for a meeting");
        assert_eq!(read(r#""ticked \"Budget\"""#).words(), "ticked \"Budget\"");
    }
}
