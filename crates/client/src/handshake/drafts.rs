//! What was written while the answer to an invitation was out goes into the documents, once they are there.

use agenda::{Edit, Member};
use jiff::Timestamp;
use store::{RecordKind, Writer};

use crate::editing::{Deed, write_live};
use crate::fail::Fail;
use crate::people::PersonRef;
use crate::reading::drafts;
use crate::what::What;

/// Writes what was kept while the answer was out into the documents, under the role that is known now.
pub(super) fn replay_drafts(
    writer: &mut Writer<'_>,
    own: wire::StreamId,
    before: &PersonRef,
    person: &PersonRef,
    assumed: Member,
    now: Timestamp,
) -> Result<(), Fail> {
    let Some(stream) = person.stream else { return Ok(()) };
    let edits: Vec<Edit> =
        drafts(writer, before)?.into_iter().map(|edit| in_role(edit, assumed, person.you)).collect();
    if edits.is_empty() {
        return Ok(());
    }
    let deed = Deed { undoable: false, ..Deed::shared(What::WroteWaiting, edits) };
    write_live(writer, own, stream, person, &deed, now)?;
    for (key, _) in writer.records_under(RecordKind::Draft, &before.key)? {
        writer.delete_record(RecordKind::Draft, &key)?;
    }
    Ok(())
}

/// An edit as written by the role we turned out to have; `assumed` is what it was written as.
fn in_role(edit: Edit, assumed: Member, actual: Member) -> Edit {
    if assumed == actual { edit } else { edit.in_the_other_role() }
}
