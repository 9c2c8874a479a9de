//! Rows whose columns line up. One column is elastic: it is as wide as its longest text and gives way when the terminal
//! is narrow. Lines may stand between the rows without breaking the columns.

use super::wrap::wrap;
use super::{Line, Look, Span, plain, width_of};

/// A table without frames.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    indent: usize,
    elastic: usize,
    items: Vec<Item>,
}

#[derive(Clone, Debug)]
enum Item {
    Row(Vec<Vec<Span>>),
    Line(Line),
    /// Under the elastic column; what is wrapped hangs by so many columns.
    Below(usize, Vec<Span>),
}

impl Table {
    /// A table with an indent, whose column number `elastic` (from 0) gives way.
    pub(crate) fn new(indent: usize, elastic: usize) -> Self {
        Self { indent, elastic, items: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: impl Into<Vec<Vec<Span>>>) {
        self.items.push(Item::Row(cells.into()));
    }

    /// A line between rows.
    pub(crate) fn line(&mut self, indent: usize, spans: impl Into<Vec<Span>>) {
        self.items.push(Item::Line(Line { indent, hang: indent, spans: spans.into() }));
    }

    /// A line between rows, with another indent for what is wrapped.
    pub(crate) fn hanging(&mut self, indent: usize, hang: usize, spans: impl Into<Vec<Span>>) {
        self.items.push(Item::Line(Line { indent, hang, spans: spans.into() }));
    }

    /// A line under the elastic column of the row before; what is wrapped hangs by `hang` columns.
    pub(crate) fn below(&mut self, hang: usize, spans: impl Into<Vec<Span>>) {
        self.items.push(Item::Below(hang, spans.into()));
    }

    pub(crate) fn blank(&mut self) {
        if !self.items.is_empty() {
            self.items.push(Item::Line(Line::default()));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    pub(super) fn lines(&self, look: Look) -> Vec<Vec<Span>> {
        let widths = self.widths(look);
        let before: usize = widths.iter().take(self.elastic).map(|width| width + GAP).sum();
        let after: usize = widths.iter().skip(self.elastic + 1).map(|width| width + GAP).sum();
        let natural = widths.get(self.elastic).copied().unwrap_or(0);
        let beside = look.width.saturating_sub(self.indent + before + after);
        let stacked = beside < natural.min(ELASTIC_MIN);
        let room = if stacked { look.width.saturating_sub(self.indent + before) } else { beside };
        let elastic = natural.min(room.max(1));
        let mut lines = Vec::new();
        for item in &self.items {
            match item {
                Item::Line(line) => lines.extend(line.lines(look)),
                Item::Below(hang, spans) => {
                    let indent = self.indent + before;
                    let line = Line { indent, hang: indent + hang, spans: spans.clone() };
                    lines.extend(line.lines(look));
                }
                Item::Row(cells) => lines.extend(self.row_lines(cells, &widths, elastic, stacked, look)),
            }
        }
        lines
    }

    fn widths(&self, look: Look) -> Vec<usize> {
        let mut widths = Vec::new();
        for item in &self.items {
            let Item::Row(cells) = item else { continue };
            for (column, cell) in cells.iter().enumerate() {
                let width = width_of(cell, look.ascii);
                match widths.get_mut(column) {
                    Some(known) => *known = width.max(*known),
                    None => widths.push(width),
                }
            }
        }
        widths
    }

    fn row_lines(
        &self,
        cells: &[Vec<Span>],
        widths: &[usize],
        elastic: usize,
        stacked: bool,
        look: Look,
    ) -> Vec<Vec<Span>> {
        let mut head = vec![plain(" ".repeat(self.indent))];
        for (cell, width) in cells.iter().zip(widths).take(self.elastic) {
            pad(&mut head, cell, width + GAP, look);
        }
        let margin = width_of(&head, look.ascii);
        let empty = Vec::new();
        let cell = cells.get(self.elastic).unwrap_or(&empty);
        let mut wrapped = wrap(cell, elastic, elastic, true, look.ascii).into_iter();
        let first = wrapped.next().unwrap_or_default();
        let tail: Vec<&Vec<Span>> = cells.iter().skip(self.elastic + 1).collect();
        if stacked || tail.is_empty() {
            head.extend(first);
        } else {
            pad(&mut head, &first, elastic + GAP, look);
            for (cell, width) in tail.iter().zip(widths.iter().skip(self.elastic + 1)) {
                pad(&mut head, cell, width + GAP, look);
            }
            // Nothing stands behind the last column.
            head.pop();
        }
        let mut lines = vec![head];
        let continued = |spans: Vec<Span>| {
            let mut line = vec![plain(" ".repeat(margin))];
            line.extend(spans);
            line
        };
        lines.extend(wrapped.map(continued));
        let beside: Vec<&&Vec<Span>> = tail.iter().filter(|cell| width_of(cell, look.ascii) > 0).collect();
        if stacked && !beside.is_empty() {
            let mut joined = Vec::new();
            for cell in beside {
                if !joined.is_empty() {
                    joined.push(plain("  "));
                }
                joined.extend(cell.iter().cloned());
            }
            lines.push(continued(joined));
        }
        lines
    }
}

fn pad(line: &mut Vec<Span>, cell: &[Span], width: usize, look: Look) {
    line.extend(cell.iter().cloned());
    line.push(plain(" ".repeat(width.saturating_sub(width_of(cell, look.ascii)))));
}

const GAP: usize = 2;
const ELASTIC_MIN: usize = 24;

#[cfg(test)]
mod tests {
    use super::super::{Look, Page, plain};
    use super::Table;

    fn page() -> Page {
        let mut table = Table::new(2, 1);
        table.row([vec![plain("ba")], vec![plain("Leading the billing migration")], vec![plain("Sam, Tue")]]);
        table.below(0, [plain("between")]);
        table.row([vec![plain("kimo")], vec![plain("負荷 load")], vec![plain("you, today")]]);
        let mut page = Page::default();
        page.table(table);
        page
    }

    #[test]
    fn columns_line_up_by_what_is_seen() {
        insta::assert_snapshot!(page().render_plain(Look { width: 80, ascii: false }), @r"
        ba    Leading the billing migration  Sam, Tue
              between
        kimo  負荷 load                      you, today
        ");
    }

    #[test]
    fn a_narrow_terminal_gets_the_columns_below_each_other() {
        insta::assert_snapshot!(page().render_plain(Look { width: 30, ascii: false }), @r"
        ba    Leading the billing
              migration
              Sam, Tue
              between
        kimo  負荷 load
              you, today
        ");
    }
}
