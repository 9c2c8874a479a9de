//! The columns of a change, decoded under a budget: a run may claim a million rows in three bytes,
//! so every row is counted before it is made. Only the one encoding that the engine itself writes
//! is accepted; any other would get another hash when the document is saved and loaded.

use super::Refusal;
use super::chunk::Reader;

/// One optional value per row of a run-length column.
pub(super) fn runs<'a, T: Clone + PartialEq>(
    bytes: &'a [u8],
    rows_max: usize,
    read: impl Fn(&mut Reader<'a>) -> Result<T, Refusal>,
) -> Result<Vec<Option<T>>, Refusal> {
    let mut reader = Reader::new(bytes);
    let mut rows: Vec<Option<T>> = Vec::new();
    let mut last_was_literal = false;
    while !reader.is_empty() {
        let count = reader.signed()?;
        let nulls = if count == 0 { reader.unsigned()? } else { 0 };
        let claimed = usize::try_from(count.unsigned_abs().max(nulls)).unwrap_or(usize::MAX);
        if claimed == 0 {
            return Err(Refusal::Encoding);
        }
        if claimed > rows_max.saturating_sub(rows.len()) {
            return Err(Refusal::TooManyRows);
        }
        match count {
            0 => {
                if matches!(rows.last(), Some(None)) {
                    return Err(Refusal::Encoding);
                }
                rows.resize(rows.len() + claimed, None);
                last_was_literal = false;
            }
            1 => return Err(Refusal::Encoding),
            2.. => {
                let value = Some(read(&mut reader)?);
                if rows.last() == Some(&value) {
                    return Err(Refusal::Encoding);
                }
                rows.resize(rows.len() + claimed, value);
                last_was_literal = false;
            }
            _ => {
                if last_was_literal {
                    return Err(Refusal::Encoding);
                }
                for _ in 0..claimed {
                    let value = Some(read(&mut reader)?);
                    if rows.last() == Some(&value) {
                        return Err(Refusal::Encoding);
                    }
                    rows.push(value);
                }
                last_was_literal = true;
            }
        }
    }
    Ok(rows)
}

/// One optional number per row of a column that stores differences. Numbers are at most `max`.
pub(super) fn deltas(bytes: &[u8], rows_max: usize, max: u64) -> Result<Vec<Option<u64>>, Refusal> {
    let mut absolute = 0_i64;
    runs(bytes, rows_max, Reader::signed)?
        .into_iter()
        .map(|delta| {
            let Some(delta) = delta else { return Ok(None) };
            absolute = absolute.checked_add(delta).ok_or(Refusal::Counter)?;
            u64::try_from(absolute).ok().filter(|value| *value <= max).map(Some).ok_or(Refusal::Counter)
        })
        .collect()
}

/// One truth value per row: alternating lengths, beginning with the false ones.
pub(super) fn flags(bytes: &[u8], rows_max: usize) -> Result<Vec<bool>, Refusal> {
    let mut reader = Reader::new(bytes);
    let mut rows = Vec::new();
    let mut value = false;
    let mut first = true;
    while !reader.is_empty() {
        let claimed = usize::try_from(reader.unsigned()?).unwrap_or(usize::MAX);
        if claimed == 0 && !first {
            return Err(Refusal::Encoding);
        }
        if claimed > rows_max.saturating_sub(rows.len()) {
            return Err(Refusal::TooManyRows);
        }
        rows.resize(rows.len() + claimed, value);
        value = !value;
        first = false;
    }
    Ok(rows)
}
