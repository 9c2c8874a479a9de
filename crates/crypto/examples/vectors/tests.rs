//! The file in the repository: it is what the code writes, it opens, and no altered copy of an item does.

use crate::file::Vectors;
use crate::{SEED, flips, open, seal};

const COMMITTED: &str = include_str!("../../../../docs/vectors.json");

#[test]
fn the_vector_file_is_written_again_byte_for_byte() {
    let now = seal::written(SEED).unwrap();
    let before = Vectors::parse(COMMITTED).unwrap();
    for (name, value) in now.entries() {
        assert_eq!(before.text(name).unwrap(), value, "{name} changed: that breaks every older device");
    }
    assert!(
        now.to_json().unwrap() == COMMITTED,
        "docs/vectors.json has other items; `just vectors` writes it anew"
    );
}

#[test]
fn every_item_of_the_vector_file_opens() {
    open::opened(&Vectors::parse(COMMITTED).unwrap()).unwrap();
}

#[test]
fn every_altered_copy_of_an_item_is_refused() {
    let refused = flips::refused(&Vectors::parse(COMMITTED).unwrap()).unwrap();
    assert!(refused > 20_000, "{refused} copies");
}

/// A seal that differs is named, whoever wrote the file.
#[test]
fn a_file_with_one_wrong_item_is_refused_by_that_items_name() {
    for name in [
        "ana_kit",
        "binding_2",
        "content_all",
        "rekey_meta",
        "msg4",
        "link_match_words",
        "wrapped",
        "verify_good",
    ] {
        let mut vectors = Vectors::parse(COMMITTED).unwrap();
        let digit = vectors.text(name).unwrap().replacen(['a', '0'], "b", 1);
        vectors.replace(name, &digit);
        let failure = open::opened(&vectors).unwrap_err().to_string();
        assert!(failure.starts_with(name), "{name}: {failure}");
    }
}

#[test]
fn the_vector_file_has_every_item_of_the_reference() {
    let reference = Vectors::parse(include_str!("../../tests/vectors/reference.json")).unwrap();
    let vectors = Vectors::parse(COMMITTED).unwrap();
    for (name, _) in reference.entries() {
        assert!(vectors.text(name).is_ok(), "{name}");
    }
}
