//! Checks edits and cuts them into batches that each become one change of at most 64 KiB and 5,000 operations.

use std::collections::BTreeMap;

use super::check::check;
use super::{Document, EditError};
use crate::text::{check_controls, check_note_len};
use crate::{DraftEdit, Edit, Model, NoteEdit, Splice, TextTarget};

/// One write.
#[derive(Clone)]
pub(super) enum Step<'a> {
    /// An edit without its long text.
    Edit(&'a Edit),
    /// A piece of a text.
    Splice(TextTarget, Splice),
}

/// The writes of several edits, grouped by change.
pub(super) fn batches<'a>(document: &Document, edits: &'a [Edit]) -> Result<Vec<Vec<Step<'a>>>, EditError> {
    let mut steps = Vec::new();
    let mut texts: BTreeMap<TextTarget, Vec<u16>> = BTreeMap::new();
    for edit in edits {
        check(edit)?;
        let put;
        let (target, splices) = match edit {
            Edit::Note { id, edit: NoteEdit::Put { text, .. } } => {
                steps.push(Step::Edit(edit));
                let target = TextTarget::Note(*id);
                let there = || matches!(document.model(), Model::Private(model) if model.notes.get(id).is_some_and(|note| !is_blank(note)));
                if texts.contains_key(&target) || there() {
                    continue;
                }
                put = [Splice { at: 0, delete: 0, insert: text.clone() }];
                (target, &put[..])
            }
            Edit::Draft { id, edit: DraftEdit::Put { text, .. } } => {
                steps.push(Step::Edit(edit));
                let target = TextTarget::Draft(*id);
                if texts.contains_key(&target) || document.text(&target).is_some() {
                    continue;
                }
                put = [Splice { at: 0, delete: 0, insert: text.clone() }];
                (target, &put[..])
            }
            _ => match edit.splices() {
                Some((target, splices)) => (target, splices),
                None => {
                    steps.push(Step::Edit(edit));
                    continue;
                }
            },
        };
        let text = texts
            .entry(target)
            .or_insert_with(|| document.text(&target).unwrap_or_default().encode_utf16().collect());
        for splice in splices {
            check_controls(&splice.insert)?;
            splice.check(text)?;
            for piece in splice.pieces(text, SPLICE_OPERATIONS_MAX) {
                steps.push(Step::Splice(target, piece));
            }
            splice.apply(text);
        }
        check_note_len(
            char::decode_utf16(text.iter().copied()).map(|unit| unit.map_or(3, char::len_utf8)).sum(),
        )?;
    }
    Ok(group(steps))
}

/// A note whose slot is there but that was never written.
fn is_blank(note: &crate::PrivateNote) -> bool {
    note.text.is_empty() && !note.alive && note.deleted.is_none()
}

fn group(steps: Vec<Step<'_>>) -> Vec<Vec<Step<'_>>> {
    let mut batches: Vec<Vec<Step<'_>>> = Vec::new();
    let (mut operations, mut bytes) = (0, 0);
    for step in steps {
        let (step_operations, step_bytes) = weight(&step);
        let full =
            operations + step_operations > BATCH_OPERATIONS_MAX || bytes + step_bytes > BATCH_BYTES_MAX;
        match batches.last_mut() {
            Some(batch) if !full => batch.push(step),
            _ => {
                (operations, bytes) = (0, 0);
                batches.push(vec![step]);
            }
        }
        operations += step_operations;
        bytes += step_bytes;
    }
    batches
}

/// Upper bounds of the operations and bytes of a step.
fn weight(step: &Step<'_>) -> (usize, usize) {
    match step {
        // A character costs its bytes and, in the worst case, its operation's columns; deletions name what they delete.
        Step::Splice(_, splice) => {
            let inserted = splice.insert.chars().count();
            (splice.delete + inserted + 1, splice.insert.len() + inserted * 2 + splice.delete * 8 + 64)
        }
        // Its JSON holds all its texts and ids, and no edit has more operations than fields.
        Step::Edit(edit) => (80, 256 + serde_json::to_vec(edit).map_or(BATCH_BYTES_MAX, |json| json.len())),
    }
}

/// One piece of a text; well below the limit of a change.
const SPLICE_OPERATIONS_MAX: usize = 3_000;
/// A change may have 5,000 operations.
const BATCH_OPERATIONS_MAX: usize = 4_500;
/// A change may have 64 KiB.
const BATCH_BYTES_MAX: usize = 48 * 1024;
