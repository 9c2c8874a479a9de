//! Questions to begin with, and templates for an agenda.

use std::fs::File;
use std::io::stdin;

use agenda::AnsweredBy;
use client::{BankQuestion, Exit, pick_questions};
use language::say;
use serde_json::json;

use crate::args;
use crate::commands::looking::meeting_of;
use crate::commands::writing::{heading, sees, show};
use crate::desk::{Desk, Wanted};
use crate::fail::Fail;
use crate::page::Page;
use crate::screens;
use crate::text;

pub(crate) fn ask(desk: &Desk, args: &args::AskBank) -> Result<(), Fail> {
    match &args.command {
        None => offer(desk, args),
        Some(args::AskCommand::Use(used)) => {
            let mut entre = desk.open()?;
            let person = desk.person(&mut entre, used.person.as_deref())?;
            let done = entre.ask(&person, &used.question, &desk.now())?;
            show(desk, "added", &done, &say!("added"), &sees(&done));
            Ok(())
        }
        Some(args::AskCommand::Add(added)) => add(desk, added),
        Some(args::AskCommand::Remove(removed)) => {
            let mut entre = desk.open()?;
            let question = entre.remove_question(&removed.question)?;
            desk.out.result("removed", &question, || Page::sentence(say!("question-removed")));
            Ok(())
        }
    }
}

fn offer(desk: &Desk, args: &args::AskBank) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let person = desk.person(&mut entre, args.person.as_deref())?;
    let today = desk.now().date();
    let category = args.under.map(heading);
    let all = entre.questions_for(&person, category.as_ref(), today)?;
    let offered: Vec<BankQuestion> =
        if args.all { all } else { pick_questions(all, today, OFFERED, args.under.is_some()) };
    desk.out.result("questions", &json!({ "person": person, "questions": offered }), || {
        screens::questions(&person, &offered)
    });
    if let Some(first) = offered.first() {
        let name = person.first_name().to_lowercase();
        desk.out.hint(&Page::sentence(format!("entre ask use {} {name}", first.name)));
    }
    Ok(())
}

fn add(desk: &Desk, args: &args::AskAdd) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    let wanted = Wanted {
        question: &say!("question-of-your-own"),
        name: "question",
        readers: say!("only-you-read-this"),
    };
    let Some(written) = desk.text(&args.text, false, &wanted)? else { return Ok(()) };
    let answers = match args.answers {
        args::Answers::Manager => AnsweredBy::Manager,
        args::Answers::Report => AnsweredBy::Report,
        args::Answers::Both => AnsweredBy::Both,
    };
    let added = entre.add_question(&written.text, heading(args.under), answers);
    let question = written.finish(added)?;
    desk.out.result("kept", &question, || Page::sentence(say!("question-kept", name = &question.name)));
    Ok(())
}

pub(crate) fn template(desk: &Desk, args: &args::Template) -> Result<(), Fail> {
    let mut entre = desk.open()?;
    match &args.command {
        args::TemplateCommand::List => {
            let all = entre.templates()?;
            desk.out.result("templates", &json!({ "templates": all }), || screens::templates(&all));
        }
        args::TemplateCommand::Show(named) => {
            let template = entre.template(&named.name)?;
            if desk.out.is_json() {
                desk.out.result("template", &template, Page::default);
            } else {
                // As it is: the text is for a file, or for somebody else.
                desk.out.raw(&template.text);
            }
        }
        args::TemplateCommand::Apply(applied) => {
            let person = desk.person(&mut entre, applied.person.as_deref())?;
            let done = entre.apply_template(&person, &applied.name, &desk.now())?;
            desk.out.result("applied", &done, || screens::applied(&done));
        }
        args::TemplateCommand::Save(saved) => {
            let person = desk.person(&mut entre, saved.person.as_deref())?;
            let now = desk.now();
            let on = meeting_of(&mut entre, &person, saved.on.as_deref(), now.date())?;
            let template = entre.template_of(&person, on.as_ref(), &saved.name, &now)?;
            kept(desk, &template);
        }
        args::TemplateCommand::Add(added) => {
            let template = entre.keep_template(added.name.as_deref(), &file(&added.file)?)?;
            kept(desk, &template);
        }
        args::TemplateCommand::Remove(named) => {
            let template = entre.remove_template(&named.name)?;
            desk.out.result("removed", &template, || Page::sentence(say!("template-removed")));
        }
    }
    Ok(())
}

fn kept(desk: &Desk, template: &client::AgendaTemplate) {
    desk.out.result("kept", template, || {
        Page::sentence(say!("template-kept", name = &template.name, count = template.topics))
    });
}

fn file(path: &std::path::Path) -> Result<String, Fail> {
    if path.as_os_str() == "-" {
        return text::read(&mut stdin().lock());
    }
    let mut file = File::open(path).map_err(|error| {
        let file = path.display().to_string();
        Fail::new(
            Exit::Failed,
            "input_failed",
            say!("file-unreadable", file = file, error = error.to_string()),
        )
    })?;
    text::read(&mut file)
}

/// As many as one looks at before a meeting.
const OFFERED: usize = 3;
