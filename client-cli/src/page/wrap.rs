//! Breaks a line at its spaces. Runs of spaces survive where nothing is broken, so that columns made by hand stay.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Content, Span};

/// Lines of at most `first` and then `rest` columns. A word that is longer stays whole unless `hard` is given.
pub(super) fn wrap(spans: &[Span], first: usize, rest: usize, hard: bool, ascii: bool) -> Vec<Vec<Span>> {
    let mut lines = vec![Vec::new()];
    let mut used = 0;
    let mut limit = first;
    let mut gap: Vec<Span> = Vec::new();
    for word in words(spans) {
        let width: usize = word.iter().map(|span| span.text(ascii).width()).sum();
        if word.iter().all(|span| span.text(ascii).chars().all(|character| character == ' ')) {
            gap.extend(word);
            continue;
        }
        let gap_width: usize = gap.iter().map(|span| span.text(ascii).width()).sum();
        if used > 0 && used + gap_width + width > limit {
            lines.push(Vec::new());
            used = 0;
            limit = rest;
            gap.clear();
        } else {
            used += gap_width;
            extend(&mut lines, gap.drain(..));
        }
        if hard && width > limit {
            for span in word {
                for piece in pieces(&span, ascii) {
                    let width = piece.text(ascii).width();
                    if used + width > limit && used > 0 {
                        lines.push(Vec::new());
                        used = 0;
                        limit = rest;
                    }
                    used += width;
                    extend(&mut lines, [piece]);
                }
            }
        } else {
            used += width;
            extend(&mut lines, word);
        }
    }
    lines
}

fn extend(lines: &mut [Vec<Span>], spans: impl IntoIterator<Item = Span>) {
    let Some(line) = lines.last_mut() else { return };
    for span in spans {
        match (line.last_mut(), &span.content) {
            (Some(Span { tone, content: Content::Text(last) }), Content::Text(text))
                if *tone == span.tone =>
            {
                last.push_str(text);
            }
            _ => line.push(span),
        }
    }
}

/// Runs of spaces and runs of anything else, each possibly made of several spans.
fn words(spans: &[Span]) -> Vec<Vec<Span>> {
    let mut words: Vec<(bool, Vec<Span>)> = Vec::new();
    let mut push = |blank: bool, span: Span| match words.last_mut() {
        Some((last, word)) if *last == blank => word.push(span),
        _ => words.push((blank, vec![span])),
    };
    for span in spans {
        match &span.content {
            Content::Sign(_) | Content::Either(..) => push(false, span.clone()),
            Content::Text(text) => {
                let mut rest = text.as_str();
                while let Some(start) = rest.chars().next() {
                    let blank = start == ' ';
                    let end = rest.find(|character| (character == ' ') != blank).unwrap_or(rest.len());
                    let (head, tail) = rest.split_at(end);
                    push(blank, Span { tone: span.tone, content: Content::Text(head.to_owned()) });
                    rest = tail;
                }
            }
        }
    }
    words.into_iter().map(|(_, word)| word).collect()
}

/// One span per character that takes a column; marks stay with what they stand on.
fn pieces(span: &Span, ascii: bool) -> Vec<Span> {
    let mut pieces: Vec<String> = Vec::new();
    for character in span.text(ascii).chars() {
        match pieces.last_mut() {
            Some(last) if character.width().unwrap_or(0) == 0 => last.push(character),
            _ => pieces.push(character.to_string()),
        }
    }
    pieces.into_iter().map(|text| Span { tone: span.tone, content: Content::Text(text) }).collect()
}
