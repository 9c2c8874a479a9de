//! A code as a picture that a camera reads from a terminal: two rows of squares in each line of text. Black on white is
//! asked for explicitly, so that it looks the same on dark and light terminals; where colours are not wanted, dark is
//! whatever the terminal writes with, and a camera that reads negatives is needed on a dark one.

use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};

/// The picture, or nothing if the text is too long for one.
pub(crate) fn half_blocks(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colours) = (code.width(), code.to_colors());
    let dark = |column: usize, row: usize| {
        let (column, row) = (column.checked_sub(QUIET), row.checked_sub(QUIET));
        match (column, row) {
            (Some(column), Some(row)) if column < width && row < width => {
                colours.get(row * width + column) == Some(&Color::Dark)
            }
            _ => false,
        }
    };
    let side = width + 2 * QUIET;
    let mut out = String::new();
    for row in (0..side).step_by(2) {
        out.push_str(BLACK_ON_WHITE);
        out.extend((0..side).map(|column| match (dark(column, row), dark(column, row + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        }));
        out.push_str(PLAIN);
        out.push('\n');
    }
    Some(out)
}

/// The picture as an SVG image for a page, or nothing if the text is too long for one.
pub(crate) fn svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let side = code.width() + 2 * QUIET;
    let mut dark = String::new();
    for (place, colour) in code.to_colors().into_iter().enumerate() {
        if colour == Color::Dark {
            let (row, column) = (place / code.width() + QUIET, place % code.width() + QUIET);
            dark.push_str(&format!("M{column} {row}h1v1h-1z"));
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{dark}\"/></svg>"
    ))
}

/// The text in groups of four, six in a line.
pub(crate) fn in_groups(text: &str) -> String {
    let groups: Vec<String> =
        text.as_bytes().chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
    let lines: Vec<String> = groups.chunks(6).map(|line| format!("    {}", line.join(" "))).collect();
    lines.join("\n")
}

/// Light squares around the picture, as the standard asks for (ISO/IEC 18004, 6.3.8).
const QUIET: usize = 4;
const BLACK_ON_WHITE: &str = "\u{1b}[30;107m";
const PLAIN: &str = "\u{1b}[0m";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_image_has_a_square_for_every_dark_place() {
        let drawn = svg("twenty four words").unwrap();
        let code = QrCode::with_error_correction_level("twenty four words", EcLevel::M).unwrap();
        let dark = code.to_colors().into_iter().filter(|colour| *colour == Color::Dark).count();
        assert_eq!(drawn.matches("h1v1h-1z").count(), dark);
        assert!(drawn.starts_with("<svg") && drawn.ends_with("</svg>"));
    }

    #[test]
    fn the_picture_has_its_three_corners_and_a_quiet_edge_and_fits_a_narrow_terminal() {
        let code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABCDEFGHIJKLMNOPQRST";
        let drawn = half_blocks(code).unwrap();
        let lines: Vec<Vec<char>> = drawn
            .lines()
            .map(|line| {
                let inner = line.strip_prefix(BLACK_ON_WHITE).unwrap().strip_suffix(PLAIN).unwrap();
                inner.chars().collect()
            })
            .collect();
        assert_eq!((lines.len(), lines[0].len()), (19, 37));
        let dark = |column: usize, row: usize| {
            matches!((lines[row / 2][column], row % 2), ('█', _) | ('▀', 0) | ('▄', 1))
        };
        for edge in 0..37 {
            for row in [0, 1, 2, 3, 33, 34, 35, 36] {
                assert!(!dark(edge, row) && !dark(row, edge), "{edge}, {row}");
            }
        }
        // A finder pattern: a ring of seven with a core of three.
        for (left, top) in [(4, 4), (26, 4), (4, 26)] {
            for (x, y) in (0..7).flat_map(|x| (0..7).map(move |y| (x, y))) {
                let ring = x == 0 || x == 6 || y == 0 || y == 6;
                let core = (2..=4).contains(&x) && (2..=4).contains(&y);
                assert_eq!(dark(left + x, top + y), ring || core, "{left} {top} {x} {y}");
            }
        }
    }

    #[test]
    fn the_text_stands_in_groups_that_can_be_read_aloud() {
        assert_eq!(in_groups("ABCDEFGHIJKLMNOPQRSTUVWXYZ23"), "    ABCD EFGH IJKL MNOP QRST UVWX\n    YZ23");
    }
}
