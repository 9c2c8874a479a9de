//! A recap as text that can be handed on: plain text, Markdown, a page, a mail. Made of the shared recap and nothing
//! else: a private note is of another type and has no way in here.

use std::fmt::Write;

use agenda::{Member, Recap};
use jiff::civil::Date;
use language::say;

/// How a recap is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecapForm {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// One page of HTML without scripts, styles or links.
    Html,
    /// A mail in the form of RFC 5322, without sender and recipient: the person who opens it sends it.
    Mail,
}

/// A recap in one of the forms. `date` puts a day into words.
#[must_use]
pub fn recap_text(recap: &Recap, form: RecapForm, date: &dyn Fn(Date) -> String) -> String {
    let parts = parts(recap, date);
    match form {
        RecapForm::Text => text(&parts),
        RecapForm::Markdown => markdown(&parts),
        RecapForm::Html => html(&parts),
        RecapForm::Mail => mail(&parts.title, &text(&parts)),
    }
}

/// What a recap says, without a form.
struct Parts {
    title: String,
    about: String,
    sections: Vec<Section>,
}

struct Section {
    heading: String,
    entries: Vec<Entry>,
}

struct Entry {
    line: String,
    below: Vec<String>,
}

impl Entry {
    fn line(line: impl Into<String>) -> Self {
        Self { line: line.into(), below: Vec::new() }
    }
}

fn parts(recap: &Recap, date: &dyn Fn(Date) -> String) -> Parts {
    let name = |member: Option<Member>| {
        let known = member.and_then(|member| recap.people.get(&member)?.name.clone());
        known.or_else(|| member.map(|member| member.as_str().to_owned())).unwrap_or_default()
    };
    let day = date(recap.meeting.date());
    let names: Vec<String> = Member::ALL.into_iter().map(|member| name(Some(member))).collect();
    let mut sections = Vec::new();
    let mut add = |heading: String, entries: Vec<Entry>| {
        if !entries.is_empty() {
            sections.push(Section { heading, entries });
        }
    };
    add(
        say!("recap-discussed"),
        recap
            .discussed
            .iter()
            .map(|topic| Entry {
                line: topic.topic.title.clone(),
                below: topic
                    .notes
                    .lines()
                    .map(str::to_owned)
                    .filter(|line| !line.trim().is_empty())
                    .collect(),
            })
            .collect(),
    );
    add(say!("recap-decided"), recap.decided.iter().map(|decision| Entry::line(&decision.text)).collect());
    add(
        say!("recap-actions"),
        recap
            .actions
            .iter()
            .map(|action| {
                let owner = name(action.owner);
                Entry::line(match action.due {
                    Some(due) => {
                        say!("recap-action-due", text = &action.text, owner = owner, date = date(due))
                    }
                    None => say!("recap-action", text = &action.text, owner = owner),
                })
            })
            .collect(),
    );
    add(say!("recap-parked"), recap.parked.iter().map(|topic| Entry::line(&topic.title)).collect());
    add(say!("recap-wins"), recap.wins.iter().map(|win| Entry::line(&win.text)).collect());
    add(say!("recap-lessons"), recap.lessons.iter().map(|lesson| Entry::line(&lesson.text)).collect());
    let notes = recap.notes.lines().filter(|line| !line.trim().is_empty()).map(Entry::line).collect();
    add(say!("recap-notes"), notes);
    if let Some(next) = &recap.next {
        let next =
            say!("recap-next-is", date = date(next.date()), time = next.starts.strftime("%H:%M").to_string());
        add(say!("recap-next"), vec![Entry::line(next)]);
    }
    let about = match &recap.meeting.place {
        Some(place) => format!("{} ({place})", names.join(", ")),
        None => names.join(", "),
    };
    Parts { title: say!("recap-title", date = day), about, sections }
}

fn text(parts: &Parts) -> String {
    let mut out = format!("{}\n{}\n", parts.title, parts.about);
    for section in &parts.sections {
        // Writing to a String cannot fail.
        let _ = write!(out, "\n{}\n", section.heading);
        for entry in &section.entries {
            let _ = writeln!(out, "- {}", entry.line);
            for line in &entry.below {
                let _ = writeln!(out, "    {line}");
            }
        }
    }
    out
}

fn markdown(parts: &Parts) -> String {
    let mut out = format!("# {}\n\n{}\n", parts.title, parts.about);
    for section in &parts.sections {
        let _ = write!(out, "\n## {}\n\n", section.heading);
        for entry in &section.entries {
            let _ = writeln!(out, "- {}", entry.line);
            for line in &entry.below {
                let _ = writeln!(out, "  {line}  ");
            }
        }
    }
    out
}

fn html(parts: &Parts) -> String {
    let language = language::current().tag();
    let title = escaped(&parts.title);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<h1>{title}</h1>\n<p>{}</p>\n",
        escaped(&parts.about)
    );
    for section in &parts.sections {
        let _ = write!(out, "<h2>{}</h2>\n<ul>\n", escaped(&section.heading));
        for entry in &section.entries {
            let below: Vec<String> = entry.below.iter().map(|line| escaped(line)).collect();
            let below = if below.is_empty() { String::new() } else { format!("<br>{}", below.join("<br>")) };
            let _ = writeln!(out, "<li>{}{below}</li>", escaped(&entry.line));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</html>\n");
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// No date, no id, no sender: they would tell more than the text. `X-Unsent` opens it as a draft.
fn mail(subject: &str, body: &str) -> String {
    let body = data_encoding::BASE64.encode(body.replace('\n', "\r\n").as_bytes());
    let mut out = format!(
        "Subject: {}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nX-Unsent: 1\r\n\r\n",
        encoded_words(subject)
    );
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(MAIL_LINE));
        out.push_str(line);
        out.push_str("\r\n");
        rest = after;
    }
    out
}

/// A header as encoded words (RFC 2047 §2): each at most 75 characters, none cuts a character in two.
fn encoded_words(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut words: Vec<String> = vec![String::new()];
    for character in text.chars() {
        match words.last_mut() {
            Some(word) if word.len() + character.len_utf8() <= WORD_BYTES => word.push(character),
            _ => words.push(character.to_string()),
        }
    }
    let encoded =
        words.iter().map(|word| format!("=?utf-8?B?{}?=", data_encoding::BASE64.encode(word.as_bytes())));
    encoded.collect::<Vec<_>>().join("\r\n ")
}

/// RFC 2045 §6.8.
const MAIL_LINE: usize = 76;
/// As base64 within 75 characters with what stands around it.
const WORD_BYTES: usize = 45;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_stays_text_on_a_page_and_in_a_header() {
        assert_eq!(escaped("<script>\"&\""), "&lt;script&gt;&quot;&amp;&quot;");
        assert_eq!(encoded_words("Recap 24 Nov"), "Recap 24 Nov");
        let long = encoded_words(&"Gespräch, ".repeat(12));
        assert!(long.split("\r\n ").all(|word| word.len() <= 75 && word.starts_with("=?utf-8?B?")), "{long}");
        let mail = mail("Gespräch", &"ä\n".repeat(200));
        assert!(mail.lines().all(|line| line.len() <= 76), "{mail}");
        assert!(mail.is_ascii());
    }
}
