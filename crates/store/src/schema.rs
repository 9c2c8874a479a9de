//! Versions of the file and the steps between them. A step that was released is never changed.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::StoreError;

/// What a file says about itself in its first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    /// A database without any table: a creation that was cut short.
    Empty,
    /// A store of this version.
    Version(u32),
    /// Some other program's database.
    Foreign,
}

/// Reads the identity. Changes nothing, so it is safe on files that are not ours.
pub(crate) fn identify(connection: &Connection) -> Result<Identity, StoreError> {
    let (application, version, tables): (i64, u32, i64) = connection.query_row(
        "SELECT (SELECT application_id FROM pragma_application_id),
                (SELECT user_version FROM pragma_user_version),
                (SELECT count(*) FROM sqlite_schema)",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    Ok(match (application, version, tables) {
        (0, 0, 0) => Identity::Empty,
        (APPLICATION_ID, version, _) if version > 0 => Identity::Version(version),
        _ => Identity::Foreign,
    })
}

/// Writes the whole current schema into an empty file; the caller commits.
pub(crate) fn create(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    run(transaction, STEPS, 0)
}

/// The newest version this program knows.
pub(crate) fn known() -> u32 {
    newest(STEPS)
}

/// Brings an older file to the newest version, all steps in one transaction.
pub(crate) fn migrate_with(
    connection: &mut Connection,
    found: u32,
    steps: &[&str],
) -> Result<(), StoreError> {
    let known = newest(steps);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found == known {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been faster.
    match identify(&transaction)? {
        Identity::Version(found) if found > known => return Err(StoreError::Newer { found, known }),
        Identity::Version(found) => run(&transaction, steps, found)?,
        Identity::Empty | Identity::Foreign => return Err(StoreError::Damaged),
    }
    Ok(transaction.commit()?)
}

fn run(transaction: &Transaction<'_>, steps: &[&str], from: u32) -> Result<(), StoreError> {
    for step in steps.iter().skip(usize::try_from(from).unwrap_or(usize::MAX)) {
        transaction.execute_batch(step)?;
    }
    Ok(transaction.pragma_update(None, "user_version", newest(steps))?)
}

pub(crate) fn newest(steps: &[&str]) -> u32 {
    u32::try_from(steps.len()).unwrap_or(u32::MAX)
}

/// Step `n` brings version `n` to version `n + 1`.
pub(crate) const STEPS: &[&str] = &[include_str!("schema/1.sql")];
/// `ENT1` in ASCII, where SQLite keeps the number of the application.
const APPLICATION_ID: i64 = 0x454E_5431;

#[cfg(test)]
mod tests {
    use super::*;

    fn version_1() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        let transaction = connection.transaction().unwrap();
        create(&transaction).unwrap();
        transaction.commit().unwrap();
        connection
    }

    #[test]
    fn a_later_step_runs_once_and_keeps_what_is_there() {
        let mut connection = version_1();
        connection.execute("INSERT INTO events (event) VALUES (x'01')", []).unwrap();
        let steps = [STEPS[0], "ALTER TABLE events ADD COLUMN seen INTEGER NOT NULL DEFAULT 0"];
        migrate_with(&mut connection, 1, &steps).unwrap();
        migrate_with(&mut connection, 1, &steps).unwrap();
        assert_eq!(identify(&connection).unwrap(), Identity::Version(2));
        let row: (Vec<u8>, i64) = connection
            .query_row("SELECT event, seen FROM events", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!(row, (vec![1], 0));
    }

    #[test]
    fn a_step_that_fails_half_way_leaves_the_old_version() {
        let mut connection = version_1();
        let steps = [STEPS[0], "CREATE TABLE half (row INTEGER PRIMARY KEY) STRICT; CREATE TABLE half (x)"];
        migrate_with(&mut connection, 1, &steps).unwrap_err();
        assert_eq!(identify(&connection).unwrap(), Identity::Version(1));
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'half'", [], |row| row.get(0))
            .unwrap();
        assert_eq!(tables, 0);
    }
}
