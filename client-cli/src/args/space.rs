//! Options of headings, title and place, of what belongs to what, and of signs.

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Args, Command, Error, ValueEnum};

use super::Heading;

/// A heading by its word or by any name that a pair gave it: which names there are is known only with the pair.
#[derive(Clone)]
pub(crate) struct HeadingName {
    /// What else can stand there.
    others: &'static [&'static str],
}

impl HeadingName {
    pub(crate) fn only() -> Self {
        Self { others: &[] }
    }

    pub(crate) fn or(others: &'static [&'static str]) -> Self {
        Self { others }
    }
}

impl TypedValueParser for HeadingName {
    type Value = String;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let headings = Heading::value_variants().iter().filter_map(ValueEnum::to_possible_value);
        Some(Box::new(self.others.iter().map(PossibleValue::new).chain(headings)))
    }
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre headings sam                           the six of them
  entre headings sam alignment \"Direction\"     both of you see it from now on
  entre headings sam alignment --reset         the usual name again")]
pub(crate) struct Headings {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// Which one: its word, or what it is called
    pub(crate) heading: Option<String>,
    /// What it is called from now on
    #[arg(value_name = "NAME", conflicts_with = "reset")]
    pub(crate) name: Option<String>,
    /// Give it back its usual name
    #[arg(long, requires = "heading")]
    pub(crate) reset: bool,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre title sam                              what your notebook is called
  entre title sam \"Growing the team\"
  entre title sam --none")]
pub(crate) struct Title {
    /// Any unique part of the name
    pub(crate) person: String,
    /// One line; both of you see it
    #[arg(value_name = "TITLE", conflicts_with = "none")]
    pub(crate) title: Option<String>,
    /// Take the title away
    #[arg(long)]
    pub(crate) none: bool,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre place sam \"Room 4\"                     where you usually meet
  entre place sam \"By the river\" --on tue      this once
  entre place sam --on tue --none              as usual again")]
pub(crate) struct WhereMet {
    /// Any unique part of the name
    pub(crate) person: String,
    /// One line; both of you see it
    #[arg(value_name = "PLACE", conflicts_with = "none")]
    pub(crate) place: Option<String>,
    /// Only the meeting of this day
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
    /// Take the place away
    #[arg(long)]
    pub(crate) none: bool,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre under ba ki                            ba is a part of ki from now on
  entre under ba --none                        ba stands alone")]
pub(crate) struct Under {
    /// The topic: its short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// The topic that it is a part of
    #[arg(value_name = "REF", conflicts_with = "none")]
    pub(crate) parent: Option<String>,
    /// Let it stand alone
    #[arg(long)]
    pub(crate) none: bool,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre link ba labels                         a topic or an action for the goal with \"labels\" in its title
  entre link ba --none")]
pub(crate) struct Link {
    /// The topic or action: its short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// The goal: its short name, or words of the title
    #[arg(value_name = "GOAL", conflicts_with = "none")]
    pub(crate) goal: Option<String>,
    /// For no goal any more
    #[arg(long)]
    pub(crate) none: bool,
    /// Where REF and GOAL are looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre blocked ba me                          you can free it
  entre blocked ba \"the carrier's new contract\"
  entre blocked ba --none                      nothing is in the way any more")]
pub(crate) struct Blocked {
    /// The topic: its short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// Who or what can free it: me, the other person's name, or a few words
    #[arg(value_name = "WHO", conflicts_with = "none")]
    pub(crate) by: Option<String>,
    /// Nothing is in the way any more
    #[arg(long)]
    pub(crate) none: bool,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre react ba +1
  entre react ba heart                         the same again takes it away
Signs: +1, heart, laugh, party, thanks, eyes")]
pub(crate) struct React {
    /// The topic or action: its short name, or words of the title
    #[arg(value_name = "REF")]
    pub(crate) item: String,
    /// +1, heart, laugh, party, thanks or eyes
    #[arg(value_name = "SIGN")]
    pub(crate) sign: String,
    /// Where REF is looked for
    #[arg(long, value_name = "PERSON")]
    pub(crate) person: Option<String>,
}
