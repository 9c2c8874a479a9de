//! Searching bytes for texts in every spelling in which they could lie there: plain, UTF-16 both ways, base64 in its
//! three alignments, hexadecimal in both cases.

use std::collections::{HashMap, HashSet};

use data_encoding::{BASE64, HEXLOWER, HEXUPPER};

/// The text that is planted in a copy, to show that the search finds what is there.
pub(crate) const CONTROL: &str = "planted control: a heron stands in the relay";

/// Texts to look for.
pub(crate) struct Needles {
    texts: usize,
    spellings: HashMap<[u8; KEY], Vec<(Vec<u8>, &'static str)>>,
}

/// Bytes to look in.
pub(crate) struct Haystack<'a>(&'a [u8]);

impl<'a> Haystack<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }
}

impl Needles {
    /// Everything of at least eight bytes; shorter pieces stand in random bytes by chance.
    pub(crate) fn new(texts: &[Vec<u8>]) -> Self {
        let distinct: HashSet<&Vec<u8>> = texts.iter().filter(|text| text.len() >= SHORTEST).collect();
        let mut spellings: HashMap<[u8; KEY], Vec<(Vec<u8>, &'static str)>> = HashMap::new();
        for text in &distinct {
            for (spelled, name) in spelled(text) {
                if let Some(key) = spelled.first_chunk::<KEY>() {
                    spellings.entry(*key).or_default().push((spelled, name));
                }
            }
        }
        Self { texts: distinct.len(), spellings }
    }

    /// The planted control alone.
    pub(crate) fn control() -> Self {
        Self::new(&[CONTROL.as_bytes().to_vec()])
    }

    pub(crate) fn len(&self) -> usize {
        self.texts
    }

    pub(crate) fn is_in(&self, haystack: &Haystack<'_>) -> bool {
        self.first_in(haystack).is_some()
    }

    /// The spelling of the first text that is found.
    pub(crate) fn first_in(&self, haystack: &Haystack<'_>) -> Option<&'static str> {
        for (at, window) in haystack.0.windows(KEY).enumerate() {
            let Some(candidates) =
                <[u8; KEY]>::try_from(window).ok().and_then(|key| self.spellings.get(&key))
            else {
                continue;
            };
            let rest = haystack.0.get(at..).unwrap_or_default();
            if let Some((_, name)) = candidates.iter().find(|(spelled, _)| rest.starts_with(spelled)) {
                return Some(name);
            }
        }
        None
    }
}

fn spelled(text: &[u8]) -> Vec<(Vec<u8>, &'static str)> {
    let mut all = vec![(text.to_vec(), "plain bytes")];
    if let Ok(text) = std::str::from_utf8(text) {
        all.push((text.encode_utf16().flat_map(u16::to_le_bytes).collect(), "UTF-16, little-endian"));
        all.push((text.encode_utf16().flat_map(u16::to_be_bytes).collect(), "UTF-16, big-endian"));
    }
    for shift in 0..3 {
        // Characters that also depend on the neighbours are cut off at both ends.
        let padded = [vec![0; shift], text.to_vec()].concat();
        let encoded = BASE64.encode(&padded);
        let sure = encoded.as_bytes().get(shift.div_ceil(3) * 4..encoded.len().saturating_sub(4));
        all.push((sure.unwrap_or_default().to_vec(), "base64"));
    }
    all.push((HEXLOWER.encode(text).into_bytes(), "hexadecimal"));
    all.push((HEXUPPER.encode(text).into_bytes(), "hexadecimal"));
    all.retain(|(spelled, _)| spelled.len() >= SHORTEST);
    all
}

const KEY: usize = 8;
const SHORTEST: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_in_each_spelling_and_nowhere_else() {
        let text = "Leading the billing migration";
        let needles = Needles::new(&[text.as_bytes().to_vec()]);
        let around = |inner: Vec<u8>| [b"noise ".to_vec(), inner, b" noise".to_vec()].concat();
        let mut spelled = vec![
            text.as_bytes().to_vec(),
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            HEXLOWER.encode(text.as_bytes()).into_bytes(),
            HEXUPPER.encode(text.as_bytes()).into_bytes(),
        ];
        for before in ["", "x", "xy", "xyz"] {
            spelled.push(BASE64.encode(format!("{before}{text} and more").as_bytes()).into_bytes());
        }
        for spelled in spelled {
            assert!(needles.is_in(&Haystack::new(&around(spelled))));
        }
        assert!(!needles.is_in(&Haystack::new(&around(b"Leading the billing migratiom".to_vec()))));
        assert!(!needles.is_in(&Haystack::new(b"")));
    }
}
