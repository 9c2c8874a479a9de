//! Text for a terminal before it is printed: tones, signs, wrapping with a hanging indent, tables with one elastic
//! column. Nothing here prints, and nothing that another person wrote can steer the terminal.

mod table;
mod wrap;

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

pub(crate) use table::Table;
use wrap::wrap;

/// How a piece of text looks. Never the only way to tell something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As the terminal has it.
    Plain,
    /// Headings and names of things.
    Strong,
    /// What both people see.
    Shared,
    /// What only you see.
    Private,
    /// What is wrong or late.
    Wrong,
    /// What can be skipped.
    Faint,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Shared => AnsiColor::Cyan.on_default(),
            Self::Private => AnsiColor::Yellow.on_default(),
            Self::Wrong => AnsiColor::Red.on_default(),
            Self::Faint => Style::new().dimmed(),
        }
    }
}

/// A sign of ours, with a spelling for terminals without Unicode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// An open topic.
    Open,
    /// A topic that was talked about.
    Discussed,
    /// A topic that waits for an overflow meeting.
    Parked,
    /// A dropped topic or action.
    Dropped,
    /// An open action.
    Unticked,
    /// Stands before what only you see.
    OnlyYou,
    /// Stands before what somebody said about the line above.
    Remark,
    /// Something was left out.
    More,
    /// A step that is done.
    Good,
    /// Agreement.
    PlusOne,
    /// From the heart.
    Heart,
    /// It makes one laugh.
    Laugh,
    /// Something to celebrate.
    Party,
    /// Thanks.
    Thanks,
    /// Somebody looks at it.
    Eyes,
    /// Stands between a value and the one after it, with blanks around it.
    Becomes,
}

impl Sign {
    fn text(self, ascii: bool) -> &'static str {
        match (self, ascii) {
            (Self::Open, false) => "○",
            (Self::Open, true) => "o",
            (Self::Discussed, false) => "●",
            (Self::Discussed | Self::Good, true) => "*",
            (Self::Parked, false) => "◌",
            (Self::Parked, true) => "p",
            (Self::Dropped, false) => "×",
            (Self::Dropped, true) => "x",
            (Self::Unticked, false) => "☐",
            (Self::Unticked, true) => "[ ]",
            (Self::OnlyYou, false) => "┊",
            (Self::OnlyYou, true) => "|",
            (Self::Remark, false) => "›",
            (Self::Remark, true) => ">",
            (Self::More, false) => "…",
            (Self::More, true) => "...",
            (Self::Good, false) => "✓",
            (Self::PlusOne, false) => "👍",
            (Self::PlusOne, true) => "+1",
            (Self::Heart, false) => "💛",
            (Self::Heart, true) => "heart",
            (Self::Laugh, false) => "😄",
            (Self::Laugh, true) => "laugh",
            (Self::Party, false) => "🎉",
            (Self::Party, true) => "party",
            (Self::Thanks, false) => "🙏",
            (Self::Thanks, true) => "thanks",
            (Self::Eyes, false) => "👀",
            (Self::Eyes, true) => "eyes",
            (Self::Becomes, false) => " → ",
            (Self::Becomes, true) => " -> ",
        }
    }
}

/// A piece of text with one tone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    tone: Tone,
    content: Content,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Text(String),
    /// A text of ours, and the same in ASCII.
    Either(String, String),
    Sign(Sign),
}

impl Span {
    /// Text; control characters and characters that turn the reading direction are replaced.
    pub(crate) fn new(tone: Tone, text: &str) -> Self {
        Self { tone, content: Content::Text(harmless(text)) }
    }

    pub(crate) fn sign(tone: Tone, sign: Sign) -> Self {
        Self { tone, content: Content::Sign(sign) }
    }

    /// A text of ours with signs in it, and the same for terminals without Unicode.
    pub(crate) fn either(tone: Tone, text: String, ascii: String) -> Self {
        Self { tone, content: Content::Either(text, ascii) }
    }

    fn text(&self, ascii: bool) -> &str {
        match &self.content {
            Content::Text(text) => text,
            Content::Either(text, spelled) => {
                if ascii {
                    spelled
                } else {
                    text
                }
            }
            Content::Sign(sign) => sign.text(ascii),
        }
    }
}

/// Plain text.
pub(crate) fn plain(text: impl AsRef<str>) -> Span {
    Span::new(Tone::Plain, text.as_ref())
}

/// Emphasised text.
pub(crate) fn strong(text: impl AsRef<str>) -> Span {
    Span::new(Tone::Strong, text.as_ref())
}

/// Text that can be skipped.
pub(crate) fn faint(text: impl AsRef<str>) -> Span {
    Span::new(Tone::Faint, text.as_ref())
}

/// A line that is wrapped where it is too long.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    indent: usize,
    hang: usize,
    spans: Vec<Span>,
}

/// Lines and tables, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
enum Block {
    Line(Line),
    Table(Table),
}

/// How wide the terminal is and what it can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// Columns.
    pub(crate) width: usize,
    /// Whether signs have to be spelled in ASCII.
    pub(crate) ascii: bool,
}

impl Page {
    /// A page of one sentence.
    pub(crate) fn sentence(text: impl AsRef<str>) -> Self {
        let mut page = Self::default();
        page.line([plain(text)]);
        page
    }

    /// Adds a line that starts at the left.
    pub(crate) fn line(&mut self, spans: impl Into<Vec<Span>>) {
        self.indented(0, spans);
    }

    /// Adds a line with an indent; what is wrapped gets the same indent.
    pub(crate) fn indented(&mut self, indent: usize, spans: impl Into<Vec<Span>>) {
        self.hanging(indent, indent, spans);
    }

    /// Adds a line with an indent, and another one for what is wrapped.
    pub(crate) fn hanging(&mut self, indent: usize, hang: usize, spans: impl Into<Vec<Span>>) {
        self.blocks.push(Block::Line(Line { indent, hang, spans: spans.into() }));
    }

    /// Adds an empty line, unless there is one or nothing stands above.
    pub(crate) fn blank(&mut self) {
        let above = match self.blocks.last() {
            Some(Block::Line(line)) => !line.spans.is_empty(),
            Some(Block::Table(_)) => true,
            None => false,
        };
        if above {
            self.blocks.push(Block::Line(Line::default()));
        }
    }

    pub(crate) fn table(&mut self, table: Table) {
        self.blocks.push(Block::Table(table));
    }

    /// The text with its colours; the stream removes them where they are not wanted.
    pub(crate) fn render(&self, look: Look) -> String {
        let mut out = String::new();
        for line in self.lines(look) {
            write_line(&mut out, &line, look.ascii, true);
        }
        out
    }

    /// The text alone.
    #[cfg(test)]
    pub(crate) fn render_plain(&self, look: Look) -> String {
        let mut out = String::new();
        for line in self.lines(look) {
            write_line(&mut out, &line, look.ascii, false);
        }
        out
    }

    fn lines(&self, look: Look) -> Vec<Vec<Span>> {
        let mut lines = Vec::new();
        for block in &self.blocks {
            match block {
                Block::Line(line) => lines.extend(line.lines(look)),
                Block::Table(table) => lines.extend(table.lines(look)),
            }
        }
        lines
    }
}

impl Line {
    fn lines(&self, look: Look) -> Vec<Vec<Span>> {
        let first = look.width.saturating_sub(self.indent);
        let rest = look.width.saturating_sub(self.hang);
        let mut lines = wrap(&self.spans, first, rest, false, look.ascii);
        for (index, line) in lines.iter_mut().enumerate() {
            let indent = if index == 0 { self.indent } else { self.hang };
            if !line.is_empty() && indent > 0 {
                line.insert(0, plain(" ".repeat(indent)));
            }
        }
        lines
    }
}

fn write_line(out: &mut String, line: &[Span], ascii: bool, styled: bool) {
    let mut text = String::new();
    for span in line {
        let style = span.tone.style();
        if styled && span.tone != Tone::Plain {
            // Writing to a String cannot fail.
            let _ = write!(text, "{style}{}{style:#}", span.text(ascii));
        } else {
            text.push_str(span.text(ascii));
        }
    }
    out.push_str(text.trim_end_matches(' '));
    out.push('\n');
}

fn width_of(spans: &[Span], ascii: bool) -> usize {
    spans.iter().map(|span| span.text(ascii).width()).sum()
}

/// Control characters could move the cursor or retitle the window; direction marks could make one word look like another.
fn harmless(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\t' | '\n' => ' ',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
            control if control.is_control() => '\u{fffd}',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NARROW: Look = Look { width: 24, ascii: true };

    #[test]
    fn long_lines_are_wrapped_with_a_hanging_indent() {
        let mut page = Page::default();
        page.hanging(2, 5, [strong("ba"), plain(" Leading the billing migration")]);
        insta::assert_snapshot!(page.render_plain(NARROW), @r"
        ba Leading the billing
           migration
        ");
    }

    #[test]
    fn another_persons_text_cannot_steer_the_terminal() {
        let page = Page::sentence("a\u{1b}[2Jb\u{9b}c\u{202e}d\re");
        assert_eq!(page.render(NARROW), "a\u{fffd}[2Jb\u{fffd}c\u{fffd}d\u{fffd}e\n");
    }

    #[test]
    fn a_code_longer_than_the_line_is_left_whole() {
        let code = "entre1".repeat(10);
        let page = Page::sentence(format!("paste {code}"));
        assert!(page.render_plain(NARROW).contains(&code));
    }
}
