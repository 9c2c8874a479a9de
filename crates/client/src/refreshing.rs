//! Read models that an older version of this program stored lack what documents may have had since: another device, or
//! the other person's program, may be newer. They are made again from their documents, once, when a newer one opens the store.

use agenda::{DocumentName, MODEL_VERSION};
use store::{RecordKind, Store, StoreError, Writer};

use crate::documents;
use crate::facts;
use crate::fail::Fail;
use crate::streams;

/// Makes the read models again if they are of an older version. On a disk that cannot be written they stay as they are:
/// what they lack is shown after the next change.
pub(crate) fn refresh(store: &mut Store) -> Result<(), Fail> {
    let stored: Option<u32> = facts::read(&store.read()?, RecordKind::Setting, VERSION)?;
    if stored.unwrap_or(BEFORE_VERSIONS) >= MODEL_VERSION {
        return Ok(());
    }
    match store.write(remake) {
        Err(Refusal::Disk) | Ok(()) => Ok(()),
        Err(Refusal::Other(fail)) => Err(fail),
    }
}

/// Says that the read models are of this version, for a store that is new.
pub(crate) fn mark(writer: &mut Writer<'_>) -> Result<(), Fail> {
    facts::write(writer, RecordKind::Setting, VERSION, &MODEL_VERSION)
}

fn remake(writer: &mut Writer<'_>) -> Result<(), Refusal> {
    for (stream, _) in streams::all(writer)? {
        for (_, name) in writer.documents(&stream)? {
            let Ok(name) = name.parse::<DocumentName>() else { continue };
            let document = documents::load(writer, &stream, &name)?;
            documents::keep_view(writer, &stream, &document)?;
        }
    }
    Ok(mark(writer)?)
}

/// Why they were not made again.
enum Refusal {
    /// The disk takes nothing now.
    Disk,
    Other(Fail),
}

impl From<Fail> for Refusal {
    fn from(fail: Fail) -> Self {
        if matches!(fail.code, "disk_full" | "read_only" | "busy") { Self::Disk } else { Self::Other(fail) }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Fail::from(error).into()
    }
}

const VERSION: &[u8] = b"model_version";
/// Stores without a mark.
const BEFORE_VERSIONS: u32 = 1;

#[cfg(test)]
mod tests {
    use agenda::Model;
    use jiff::Timestamp;

    use super::*;
    use crate::entre::{Entre, Setup};
    use crate::home::Home;
    use crate::unlock::Unlock;

    #[test]
    fn what_an_older_version_did_not_read_is_there_after_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::locate(Some(folder.path().join("home"))).unwrap().with_runtime_folder(None);
        let setup = Setup {
            name: "Mara Oduya".to_owned(),
            device_name: "laptop".to_owned(),
            relay: None,
            vouchers: Vec::new(),
            unlock: Unlock::File,
        };
        let mut entre =
            Entre::init(&home, &setup, "2026-11-24T09:00:00Z".parse::<Timestamp>().unwrap()).unwrap();
        let own = entre.stream;
        let id = sync::document_id(&own, &DocumentName::Personal);
        let named = |entre: &mut Entre| match documents::view(&entre.store.read().unwrap(), &own, &id) {
            Ok(Some(Model::Personal(model))) => model.settings.contains_key("name"),
            _ => false,
        };
        assert!(named(&mut entre));
        // An older version knew nothing of settings.
        let forgetful = Model::Personal(agenda::PersonalModel::default());
        entre
            .store
            .write(|writer| {
                writer.put_view(&own, id.as_bytes(), &facts::encode(&forgetful)?)?;
                facts::write(writer, RecordKind::Setting, VERSION, &BEFORE_VERSIONS)
            })
            .unwrap();
        assert!(!named(&mut entre));
        drop(entre);
        let mut entre = Entre::open(&home, &mut || unreachable!()).unwrap();
        assert!(named(&mut entre));
        let stored: Option<u32> =
            facts::read(&entre.store.read().unwrap(), RecordKind::Setting, VERSION).unwrap();
        assert_eq!(stored, Some(MODEL_VERSION));
    }
}
