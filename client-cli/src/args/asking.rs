//! Options of the question bank and of templates.

use clap::{Args, Subcommand, ValueEnum};

use super::Heading;

#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    before_help = "\
Examples:
  entre ask sam                              three questions that were not asked lately
  entre ask sam --under aspirations --all
  entre ask use general-03 sam               onto the agenda
  entre ask add \"What made you laugh?\"       one of your own"
)]
pub(crate) struct AskBank {
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// Only questions for one heading
    #[arg(long, value_name = "HEADING", value_enum, hide_possible_values = true)]
    pub(crate) under: Option<Heading>,
    /// Not only three
    #[arg(long)]
    pub(crate) all: bool,
    #[command(subcommand)]
    pub(crate) command: Option<AskCommand>,
}

#[derive(Subcommand, Debug)]
pub(crate) enum AskCommand {
    /// Put a question onto the agenda
    Use(AskUse),
    /// Keep a question of your own; nobody else has it
    Add(AskAdd),
    /// Take a question of your own away
    Remove(AskRemove),
}

#[derive(Args, Debug)]
pub(crate) struct AskUse {
    /// The name of the question
    #[arg(value_name = "QUESTION")]
    pub(crate) question: String,
    /// Any unique part of the name
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct AskAdd {
    /// One line; `-` reads it from stdin
    pub(crate) text: Vec<String>,
    /// Under which heading it is asked
    #[arg(long, value_name = "HEADING", value_enum, default_value = "general", hide_possible_values = true)]
    pub(crate) under: Heading,
    /// Who answers: manager, report or both
    #[arg(long, value_name = "WHO", value_enum, default_value = "both", hide_possible_values = true)]
    pub(crate) answers: Answers,
}

#[derive(Args, Debug)]
pub(crate) struct AskRemove {
    /// The name of the question
    #[arg(value_name = "QUESTION")]
    pub(crate) question: String,
}

/// Who answers a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Answers {
    /// The one who leads
    Manager,
    /// The one who reports
    Report,
    /// Each of the two
    Both,
}

#[derive(Args, Debug)]
#[command(before_help = "\
Examples:
  entre template list
  entre template apply first sam
  entre template save \"Our review\" sam --on 2026-06-16
  entre template show weekly > weekly.txt    text that you can hand to anybody
  entre template add weekly.txt --name mine")]
pub(crate) struct Template {
    #[command(subcommand)]
    pub(crate) command: TemplateCommand,
}

#[derive(Subcommand, Debug)]
pub(crate) enum TemplateCommand {
    /// All templates
    List,
    /// The text of a template
    Show(TemplateName),
    /// Put the topics of a template onto the agenda
    Apply(TemplateApply),
    /// Make a template of an agenda
    Save(TemplateSave),
    /// Take in a template from a file
    Add(TemplateAdd),
    /// Take a template of your own away
    Remove(TemplateName),
}

#[derive(Args, Debug)]
pub(crate) struct TemplateName {
    /// The name of the template
    pub(crate) name: String,
}

#[derive(Args, Debug)]
pub(crate) struct TemplateApply {
    /// The name of the template
    pub(crate) name: String,
    /// Any unique part of the name
    pub(crate) person: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct TemplateSave {
    /// What the template is to be called
    pub(crate) name: String,
    /// Any unique part of the name
    pub(crate) person: Option<String>,
    /// The meeting of a day, instead of the next one
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct TemplateAdd {
    /// The file; `-` reads it from stdin
    #[arg(value_name = "FILE")]
    pub(crate) file: std::path::PathBuf,
    /// What the template is to be called, instead of the name in it
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
}
