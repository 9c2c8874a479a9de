//! What is written, moved and ticked.

use clap::{Args, ValueEnum};

use super::space::HeadingName;

/// The six headings of an agenda.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Heading {
    /// Whatever comes first
    General,
    /// What is expected
    Alignment,
    /// How the work goes
    Progress,
    /// Working with others
    Relationships,
    /// Learning and what comes after
    Aspirations,
    /// Until the next meeting
    Next,
}

/// Sorts of topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// Anything
    Topic,
    /// Asks for an answer
    Question,
    /// Something weighs on you
    Concern,
    /// Something is in the way
    Roadblock,
    /// For information
    Update,
    /// A proposal
    Idea,
    /// Something learned
    Lesson,
    /// Something that went well
    Win,
    /// For the other person
    Feedback,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre add sam                      asks for the text
  entre add sam \"Conference budget\" --under aspirations
  echo \"Conference budget\" | entre add sam -")]
pub(crate) struct Add {
    /// Any unique part of the name
    pub(crate) person: String,
    /// One line; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// The heading it stands under
    #[arg(long, value_name = "HEADING", default_value = "general", value_parser = HeadingName::only())]
    pub(crate) under: String,
    /// What sort of topic it is
    #[arg(long, value_enum, value_name = "KIND", default_value = "topic")]
    pub(crate) kind: Kind,
    /// Write it in your editor
    #[arg(short, long, conflicts_with = "text")]
    pub(crate) editor: bool,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre note sam                     asks for the text, so it is not in your shell history
  entre note ba -e                   about one topic, in your editor
  entre note sam - < thoughts.md")]
pub(crate) struct Note {
    /// A person, or the short name of a topic or action
    #[arg(value_name = "PERSON|REF")]
    pub(crate) about: String,
    /// The note; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// Write it in your editor
    #[arg(short, long, conflicts_with = "text")]
    pub(crate) editor: bool,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre edit ba
  entre edit \"billing migration\"
  entre edit ba - < new.md           for scripts: first line is the title")]
pub(crate) struct Edit {
    /// The short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// `-` reads the new text from stdin instead of opening the editor
    pub(crate) text: Vec<String>,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre move ba up
  entre move ba progress")]
pub(crate) struct Move {
    /// The short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// up, down, or one of the six headings
    #[arg(value_name = "up|down|HEADING", value_parser = HeadingName::or(&["up", "down"]), hide_possible_values = true)]
    pub(crate) to: String,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre done ba
  entre done billing migration
  entre done ba --undo")]
pub(crate) struct Done {
    #[command(flatten)]
    pub(crate) named: Named,
    /// Take the tick away
    #[arg(long)]
    pub(crate) undo: bool,
}

/// One item.
#[derive(Args, Debug)]
pub(crate) struct Named {
    /// The short name, or words of the title
    #[arg(value_name = "REF", required = true)]
    pub(crate) item: Vec<String>,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre action sam \"Send the incident budget\" --who me --due fri
  entre action sam \"Write the on-call proposal\" --who sam --due 2026-11-27")]
pub(crate) struct Action {
    /// Any unique part of the name
    pub(crate) person: String,
    /// One line; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// Who does it: me, or the other person's name
    #[arg(long, value_name = "me|PERSON", default_value = "me")]
    pub(crate) who: String,
    /// Until when: 2026-11-27, fri, today, tomorrow, 3d, 2w
    #[arg(long, value_name = "DATE")]
    pub(crate) due: Option<String>,
    /// Write it in your editor
    #[arg(short, long, conflicts_with = "text")]
    pub(crate) editor: bool,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre comment ba \"Ines can review it\"
  entre comment ba -e")]
pub(crate) struct Comment {
    /// The short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// The comment; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// Write it in your editor
    #[arg(short, long, conflicts_with = "text")]
    pub(crate) editor: bool,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}
