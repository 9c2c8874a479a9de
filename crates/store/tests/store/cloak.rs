//! A seal for tests: it hides and authenticates like a real one, needs no key, and the same input gives the same
//! bytes, so that tests can look for them on the disk.

use entrenous_store::{Seal, Unsealable};

pub(crate) struct Cloak {
    /// Two cloaks with different passwords do not open each other's values.
    pub(crate) password: &'static str,
}

impl Seal for Cloak {
    fn seal(&self, table: &str, row: &[u8], column: &str, plain: &[u8]) -> Vec<u8> {
        let tag = self.tag(table, row, column, plain);
        let mut sealed = tag.to_vec();
        sealed.extend(mask(&tag, plain));
        sealed
    }

    fn open(&self, table: &str, row: &[u8], column: &str, sealed: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let (tag, hidden) = sealed.split_first_chunk::<32>().ok_or(Unsealable)?;
        let plain = mask(tag, hidden);
        if self.tag(table, row, column, &plain) == *tag { Ok(plain) } else { Err(Unsealable) }
    }
}

impl Cloak {
    fn tag(&self, table: &str, row: &[u8], column: &str, plain: &[u8]) -> [u8; 32] {
        wire::hash("test-tag", &[self.password.as_bytes(), table.as_bytes(), row, column.as_bytes(), plain])
    }
}

fn mask(tag: &[u8; 32], bytes: &[u8]) -> Vec<u8> {
    let blocks = bytes.chunks(32).enumerate();
    blocks
        .flat_map(|(number, block)| {
            let stream = wire::hash("test-mask", &[tag, &number.to_be_bytes()]);
            block.iter().zip(stream).map(|(byte, key)| byte ^ key).collect::<Vec<u8>>()
        })
        .collect()
}
