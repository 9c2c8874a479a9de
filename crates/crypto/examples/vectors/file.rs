//! The vector file: names and values in their order. Bytes stand in lower-case hex, everything else is text.

use std::fmt::{self, Display};

use data_encoding::HEXLOWER;

/// What is wrong, and with which item.
pub(crate) struct Failure(String);

// What `main` prints when it fails.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl Failure {
    pub(crate) fn new(item: &str, what: impl Display) -> Self {
        Self(format!("{item}: {what}"))
    }
}

/// Names the item that an error is about.
pub(crate) trait At<T> {
    fn at(self, item: &str) -> Result<T, Failure>;
}

impl<T, E: Display> At<T> for Result<T, E> {
    fn at(self, item: &str) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(item, error))
    }
}

/// Fails unless both are equal.
pub(crate) fn same<T: PartialEq>(item: &str, found: &T, expected: &T) -> Result<(), Failure> {
    if found == expected { Ok(()) } else { Err(Failure::new(item, "is not what its parts give")) }
}

/// All items of one file.
#[derive(Default)]
pub(crate) struct Vectors(Vec<(String, String)>);

impl Vectors {
    pub(crate) fn parse(json: &str) -> Result<Self, Failure> {
        let values: std::collections::BTreeMap<String, String> = serde_json::from_str(json).at("the file")?;
        Ok(Self(values.into_iter().collect()))
    }

    /// One item a line, in the order in which they were put.
    pub(crate) fn to_json(&self) -> Result<String, Failure> {
        let mut lines = Vec::new();
        for (name, value) in &self.0 {
            let value = serde_json::to_string(value).at(name)?;
            lines.push(format!("  \"{name}\": {value}"));
        }
        Ok(format!("{{\n{}\n}}\n", lines.join(",\n")))
    }

    pub(crate) fn put(&mut self, name: &str, bytes: &[u8]) {
        self.put_text(name, &HEXLOWER.encode(bytes));
    }

    pub(crate) fn put_text(&mut self, name: &str, text: &str) {
        self.0.push((name.to_owned(), text.to_owned()));
    }

    #[cfg(test)]
    pub(crate) fn replace(&mut self, name: &str, text: &str) {
        self.0.retain(|(found, _)| found != name);
        self.put_text(name, text);
    }

    pub(crate) fn append(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub(crate) fn text(&self, name: &str) -> Result<&str, Failure> {
        let found = self.0.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.as_str()).ok_or_else(|| Failure::new(name, "is missing"))
    }

    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>, Failure> {
        HEXLOWER.decode(self.text(name)?.as_bytes()).at(name)
    }

    pub(crate) fn array<const N: usize>(&self, name: &str) -> Result<[u8; N], Failure> {
        let bytes = self.bytes(name)?;
        bytes.try_into().map_err(|_| Failure::new(name, format!("has not {N} bytes")))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The names that begin like this.
    pub(crate) fn named(&self, prefix: &str) -> impl Iterator<Item = &str> {
        self.entries().map(|(name, _)| name).filter(move |name| name.starts_with(prefix))
    }
}
