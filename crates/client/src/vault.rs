//! Sealing at rest: the store's trait over the crypto crate's table keys (docs/protocol.md §11).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crypto::{StoreKey, TableKey};
use store::{Seal, Unsealable};

use crate::random::random;

/// Seals every value under a key of its table, derived from the store's key.
pub(crate) struct Vault {
    key: StoreKey,
    tables: Mutex<HashMap<String, TableKey>>,
}

impl Vault {
    pub(crate) fn new(key: StoreKey) -> Self {
        Self { key, tables: Mutex::new(HashMap::new()) }
    }

    fn with<T>(&self, table: &str, act: impl FnOnce(&TableKey) -> T) -> T {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if !tables.contains_key(table) {
            tables.insert(table.to_owned(), self.key.table(table));
        }
        match tables.get(table) {
            Some(key) => act(key),
            None => act(&self.key.table(table)),
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key: _, tables: _ } = self;
        f.write_str("Vault(…)")
    }
}

impl Seal for Vault {
    fn seal(&self, table: &str, row: &[u8], column: &str, plain: &[u8]) -> Vec<u8> {
        self.with(table, |key| key.seal(row, column, plain, &mut random()))
    }

    fn open(&self, table: &str, row: &[u8], column: &str, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let opened = self.with(table, |key| key.open(row, column, sealed));
        opened.map(|plain| plain.to_vec()).map_err(|_| Unsealable)
    }
}
