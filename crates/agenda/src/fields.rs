//! Single keys of a document: reads that never fail on what a newer version wrote, and writes that touch one key.
//! No function here saves a whole struct, so fields that this version does not know survive. docs/protocol.md §12.1.

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, AutomergeError, ChangeHash, ObjId, ROOT, ReadDoc, ScalarValue, Value};
use jiff::Timestamp;

use crate::schema::key;
use crate::text::{is_control, turns_direction};
use crate::{Conflict, Number};

/// What can be read: a document or a transaction as it is, or a document as it was.
pub(crate) trait Read {
    /// The value of a key that won.
    fn value(&self, object: &ObjId, key: &str) -> Option<(Value<'_>, ObjId)>;
    /// All concurrent values of a key.
    fn values(&self, object: &ObjId, key: &str) -> Vec<(Value<'_>, ObjId)>;
    /// A text.
    fn text_of(&self, object: &ObjId) -> Option<String>;
    /// The keys of an object, sorted.
    fn keys_of(&self, object: &ObjId) -> Vec<String>;
}

impl<Document: ReadDoc> Read for Document {
    fn value(&self, object: &ObjId, key: &str) -> Option<(Value<'_>, ObjId)> {
        self.get(object, key).ok().flatten()
    }

    fn values(&self, object: &ObjId, key: &str) -> Vec<(Value<'_>, ObjId)> {
        self.get_all(object, key).unwrap_or_default()
    }

    fn text_of(&self, object: &ObjId) -> Option<String> {
        self.text(object).ok()
    }

    fn keys_of(&self, object: &ObjId) -> Vec<String> {
        self.keys(object).collect()
    }
}

/// A document as it was at some heads, which it has to know.
pub(crate) struct Earlier<'a> {
    pub(crate) document: &'a Automerge,
    pub(crate) heads: &'a [ChangeHash],
}

impl Read for Earlier<'_> {
    fn value(&self, object: &ObjId, key: &str) -> Option<(Value<'_>, ObjId)> {
        self.document.get_at(object, key, self.heads).ok().flatten()
    }

    fn values(&self, object: &ObjId, key: &str) -> Vec<(Value<'_>, ObjId)> {
        self.document.get_all_at(object, key, self.heads).unwrap_or_default()
    }

    fn text_of(&self, object: &ObjId) -> Option<String> {
        self.document.text_at(object, self.heads).ok()
    }

    fn keys_of(&self, object: &ObjId) -> Vec<String> {
        self.document.keys_at(object, self.heads).collect()
    }
}

/// An object below another.
pub(crate) fn child(document: &impl Read, parent: &ObjId, key: &str) -> Option<ObjId> {
    match document.value(parent, key) {
        Some((Value::Object(_), id)) => Some(id),
        _ => None,
    }
}

/// An object below the root.
pub(crate) fn root(document: &impl Read, key: &str) -> Option<ObjId> {
    child(document, &ROOT, key)
}

/// A text scalar.
pub(crate) fn string(document: &impl Read, object: &ObjId, key: &str) -> Option<String> {
    match document.value(object, key) {
        Some((value, _)) => value.as_str().map(printable),
        _ => None,
    }
}

/// A text scalar of one line.
pub(crate) fn line(document: &impl Read, object: &ObjId, key: &str) -> Option<String> {
    let visible = |character| match character {
        '\n' => ' ',
        character if turns_direction(character) => char::REPLACEMENT_CHARACTER,
        character => character,
    };
    string(document, object, key).map(|text| text.chars().map(visible).collect())
}

/// The other side may run another program that checks less than this one: what a terminal would obey is replaced,
/// one character by one, so that positions stay.
fn printable(text: &str) -> String {
    let visible =
        |character: char| if is_control(character) { char::REPLACEMENT_CHARACTER } else { character };
    text.chars().map(visible).collect()
}

/// A text scalar that parses as something.
pub(crate) fn parsed<T: std::str::FromStr>(document: &impl Read, object: &ObjId, key: &str) -> Option<T> {
    string(document, object, key)?.parse().ok()
}

/// A whole number.
pub(crate) fn number(document: &impl Read, object: &ObjId, key: &str) -> Option<u32> {
    match document.value(object, key) {
        Some((value, _)) => value.as_u64().and_then(|number| number.try_into().ok()),
        _ => None,
    }
}

/// A decimal number, written as a whole number of thousandths.
pub(crate) fn decimal(document: &impl Read, object: &ObjId, key: &str) -> Option<Number> {
    match document.value(object, key) {
        Some((value, _)) => value.as_i64().and_then(|number| Number::from_thousandths(number).ok()),
        _ => None,
    }
}

/// Yes or no; no where there is nothing.
pub(crate) fn boolean(document: &impl Read, object: &ObjId, key: &str) -> bool {
    document.value(object, key).is_some_and(|(value, _)| value.as_bool() == Some(true))
}

/// The keys of an object that begin like this, without it.
pub(crate) fn keys_under(
    document: &impl Read,
    object: &ObjId,
    prefix: &'static str,
) -> std::vec::IntoIter<(String, String)> {
    let under = move |key: String| {
        let rest = key.strip_prefix(prefix)?.to_owned();
        Some((key, rest))
    };
    document.keys_of(object).into_iter().filter_map(under).collect::<Vec<_>>().into_iter()
}

/// A moment, in milliseconds.
pub(crate) fn timestamp(document: &impl Read, object: &ObjId, key: &str) -> Option<Timestamp> {
    match document.value(object, key) {
        Some((Value::Scalar(scalar), _)) => match scalar.as_ref() {
            ScalarValue::Timestamp(milliseconds) => Timestamp::from_millisecond(*milliseconds).ok(),
            _ => None,
        },
        _ => None,
    }
}

/// A text that merges by character; empty where there is none.
pub(crate) fn text(document: &impl Read, object: &ObjId, key: &str) -> String {
    child(document, object, key)
        .and_then(|text| document.text_of(&text))
        .map(|text| printable(&text))
        .unwrap_or_default()
}

/// Whether an item is there: its `alive` key is.
pub(crate) fn is_alive(document: &impl Read, object: &ObjId) -> bool {
    document.value(object, key::ALIVE).is_some()
}

/// The concurrent values of a key that did not win and differ from the winner.
pub(crate) fn conflict(document: &impl Read, object: &ObjId, key: &str, field: &str) -> Option<Conflict> {
    let winner = document.value(object, key).map(|(value, _)| written(&value))?;
    conflict_beside(document, object, key, field, &winner)
}

/// The same for a key with a value that is shown for a reason of its own.
pub(crate) fn conflict_beside(
    document: &impl Read,
    object: &ObjId,
    key: &str,
    field: &str,
    shown: &str,
) -> Option<Conflict> {
    let all = document.values(object, key);
    if all.len() < 2 {
        return None;
    }
    let mut values: Vec<String> = all.iter().map(|(value, _)| written(value)).collect();
    values.retain(|value| same_meaning(field, value) != same_meaning(field, shown));
    values.sort();
    values.dedup();
    (!values.is_empty()).then(|| Conflict { field: field.to_owned(), values })
}

/// Both closing the same topic is no disagreement: who said so does not count.
fn same_meaning<'a>(field: &str, value: &'a str) -> &'a str {
    if field == key::STATE { value.rsplit_once('|').map_or(value, |(meaning, _)| meaning) } else { value }
}

/// The same for a number in thousandths: the other values are shown as numbers.
pub(crate) fn decimal_conflict(
    document: &impl Read,
    object: &ObjId,
    key: &str,
    field: &str,
) -> Option<Conflict> {
    let mut conflict = conflict(document, object, key, field)?;
    for value in &mut conflict.values {
        let number = value.parse().ok().and_then(|number| Number::from_thousandths(number).ok());
        if let Some(number) = number {
            *value = number.to_string();
        }
    }
    Some(conflict)
}

fn written(value: &Value<'_>) -> String {
    match value {
        Value::Scalar(scalar) => match scalar.as_ref() {
            ScalarValue::Str(text) => printable(text),
            ScalarValue::Timestamp(milliseconds) => {
                Timestamp::from_millisecond(*milliseconds).map(|at| at.to_string()).unwrap_or_default()
            }
            other => other.to_string(),
        },
        Value::Object(kind) => kind.to_string(),
    }
}

/// Sets or removes one key. Returns whether anything was written: a value that stands there alone stays untouched.
pub(crate) fn set(
    transaction: &mut Transaction<'_>,
    object: &ObjId,
    key: &str,
    value: Option<ScalarValue>,
) -> Result<bool, AutomergeError> {
    let all = transaction.get_all(object, key)?;
    match value {
        None if all.is_empty() => Ok(false),
        None => transaction.delete(object, key).map(|()| true),
        Some(value) => {
            if let [(Value::Scalar(only), _)] = &all[..]
                && *only.as_ref() == value
            {
                return Ok(false);
            }
            transaction.put(object, key, value).map(|()| true)
        }
    }
}

/// Marks an item as edited: the new number is above every concurrent one, so that the edit wins over a deletion.
pub(crate) fn touch(transaction: &mut Transaction<'_>, object: &ObjId) -> Result<(), AutomergeError> {
    let all = transaction.get_all(object, key::ALIVE)?;
    let last = all.iter().filter_map(|(value, _)| value.as_u64()).max().unwrap_or(0);
    transaction.put(object, key::ALIVE, last.saturating_add(1))
}

/// A text as a scalar.
#[expect(clippy::needless_pass_by_value, reason = "mapped over options of values and of references alike")]
pub(crate) fn words(text: impl ToString) -> ScalarValue {
    ScalarValue::Str(text.to_string().into())
}

/// A decimal number as a scalar.
pub(crate) fn thousandths(number: Number) -> ScalarValue {
    ScalarValue::Int(number.thousandths())
}

/// A moment as a scalar.
pub(crate) fn moment(at: Timestamp) -> ScalarValue {
    ScalarValue::Timestamp(at.as_millisecond())
}
