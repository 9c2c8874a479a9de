//! Who and where: the two members of a pair, quarters, and the names of documents. docs/protocol.md §12.1.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::text_form::serde_as_text;

/// One of the two people of a pair. The role is fixed by the invitation, before the other's key is known,
/// so it is the stable person id inside the documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Member {
    /// The one who leads.
    Manager,
    /// The one whose meeting it is.
    Report,
}

impl Member {
    /// Both members, the manager first.
    pub const ALL: [Self; 2] = [Self::Manager, Self::Report];

    /// The id as it stands in documents and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manager => "manager",
            Self::Report => "report",
        }
    }

    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::Manager => Self::Report,
            Self::Report => Self::Manager,
        }
    }
}

impl fmt::Display for Member {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Why a text is not a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a member is `manager` or `report`")]
pub struct MemberError;

impl FromStr for Member {
    type Err = MemberError;

    fn from_str(text: &str) -> Result<Self, MemberError> {
        match text {
            "manager" => Ok(Self::Manager),
            "report" => Ok(Self::Report),
            _ => Err(MemberError),
        }
    }
}

/// A quarter of a year: topics and meetings live in one document per quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: i16,
    quarter: i8,
}

impl Quarter {
    /// The quarter that a day lies in.
    pub fn from_date(date: Date) -> Self {
        Self { year: date.year(), quarter: (date.month() - 1) / 3 + 1 }
    }

    /// The year.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The number of the quarter, 1 to 4.
    pub const fn number(self) -> i8 {
        self.quarter
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-Q{}", self.year, self.quarter)
    }
}

/// Why a text is not a quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a quarter is written like 2026-Q4")]
pub struct QuarterError;

impl FromStr for Quarter {
    type Err = QuarterError;

    fn from_str(text: &str) -> Result<Self, QuarterError> {
        let (year, quarter) = text.split_once("-Q").ok_or(QuarterError)?;
        let digits =
            |part: &str, len: usize| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(quarter, 1) {
            return Err(QuarterError);
        }
        let year = year.parse().map_err(|_digits| QuarterError)?;
        let quarter = quarter.parse().map_err(|_digits| QuarterError)?;
        if (1..=4).contains(&quarter) { Ok(Self { year, quarter }) } else { Err(QuarterError) }
    }
}

/// The name of a document, from which its id is derived together with its stream.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentName {
    /// What a pair keeps for years: members, cadence, actions.
    Core,
    /// Meetings and topics of one quarter.
    Quarter(Quarter),
    /// One person's own: the list of pairs, settings.
    Personal,
    /// One person's notes about one pair; holds the pair's stream id in hex.
    Private(String),
}

impl fmt::Display for DocumentName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Core => formatter.write_str("core"),
            Self::Quarter(quarter) => write!(formatter, "quarter/{quarter}"),
            Self::Personal => formatter.write_str("personal"),
            Self::Private(pair) => write!(formatter, "private/{pair}"),
        }
    }
}

/// Why a text is not the name of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a document")]
pub struct DocumentNameError;

impl FromStr for DocumentName {
    type Err = DocumentNameError;

    fn from_str(text: &str) -> Result<Self, DocumentNameError> {
        match text {
            "core" => return Ok(Self::Core),
            "personal" => return Ok(Self::Personal),
            _ => {}
        }
        if let Some(quarter) = text.strip_prefix("quarter/") {
            return quarter.parse().map(Self::Quarter).map_err(|_defect| DocumentNameError);
        }
        let pair = text.strip_prefix("private/").ok_or(DocumentNameError)?;
        let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if pair.is_empty() || pair.len() > PAIR_HEX_LEN_MAX || !pair.bytes().all(hex) {
            return Err(DocumentNameError);
        }
        Ok(Self::Private(pair.to_owned()))
    }
}

/// Stream ids are at most 32 bytes.
const PAIR_HEX_LEN_MAX: usize = 64;

serde_as_text!(Quarter, DocumentName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_documents_read_back_as_written() {
        for text in ["core", "personal", "quarter/2026-Q4", "private/00ff"] {
            assert_eq!(text.parse::<DocumentName>().map(|name| name.to_string()), Ok(text.to_owned()));
        }
        for text in
            ["", "Core", "quarter/2026-Q5", "quarter/26-Q1", "private/", "private/XY", "quarter/+026-Q1"]
        {
            assert_eq!(text.parse::<DocumentName>(), Err(DocumentNameError), "{text}");
        }
    }

    #[test]
    fn a_quarter_ends_with_its_last_day() {
        assert_eq!(Quarter::from_date(Date::constant(2026, 3, 31)).to_string(), "2026-Q1");
        assert_eq!(Quarter::from_date(Date::constant(2026, 4, 1)).to_string(), "2026-Q2");
    }
}
