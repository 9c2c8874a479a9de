//! Exports as others read them, with the real programs: the automerge documents, and the folder of Markdown.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::fs;

use scene::year::{exported, with_a_year};
use serde_json::Value;

#[test]
fn the_documents_themselves_are_automerge_and_say_what_the_json_says() {
    let two = with_a_year();
    let raw =
        exported(&two, &two.alex, &["--format", "automerge", "--with-private", "--yes", "--person", "sam"]);
    let out = exported(&two, &two.alex, &["--format", "json", "--with-private", "--yes"]);
    let read = |name: &str| -> Value { serde_json::from_slice(&fs::read(out.join(name)).unwrap()).unwrap() };
    let (shared, private) = (read("sam-okoro.json"), read("sam-okoro.private.json"));
    let mut seen = 0;
    for (file, documents) in [(&shared, "sam-okoro"), (&private, "")] {
        for (name, state) in file["documents"].as_object().unwrap() {
            let path = match name.as_str() {
                "core" => raw.join(documents).join("core.automerge"),
                name => match name.strip_prefix("quarter/") {
                    Some(quarter) => raw.join(documents).join(format!("{quarter}.automerge")),
                    None => raw.join("sam-okoro.private.automerge"),
                },
            };
            let bytes = fs::read(&path).unwrap();
            let id = data_encoding::HEXLOWER.decode(state["id"].as_str().unwrap().as_bytes()).unwrap();
            let id = agenda::DocumentId::from_bytes(id.try_into().unwrap());
            let document =
                agenda::Document::load(name.parse().unwrap(), id, &bytes, std::iter::empty()).unwrap();
            let mut model = serde_json::to_value(document.model()).unwrap();
            model.as_object_mut().unwrap().remove("kind");
            let expected = match name.strip_prefix("quarter/") {
                Some(quarter) => &file["shared"]["quarters"][quarter],
                None if name == "core" => &file["shared"]["core"],
                None => &file["private"],
            };
            assert_eq!(&model, expected, "{name}");
            seen += 1;
        }
    }
    assert!(seen >= 6, "{seen}");
}

#[test]
fn the_folder_to_read_has_an_index_whose_links_lead_somewhere_and_nothing_private() {
    let two = with_a_year();
    let out = exported(&two, &two.alex, &["--format", "markdown", "--with-private", "--yes"]);
    let folder = out.join("sam-okoro");
    let index = fs::read_to_string(folder.join("index.md")).unwrap();
    let links: Vec<&str> = index.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(links.len() >= 9, "{index}");
    let mut everything = index.clone();
    for link in &links {
        everything += &fs::read_to_string(folder.join(link)).unwrap();
    }
    assert_eq!(fs::read_dir(&folder).unwrap().count(), links.len() + 1, "each page is linked");
    assert!(!everything.contains("ALEX-ONLY") && !everything.contains("PRIVATE-"), "nothing private");
    let private = fs::read_to_string(out.join("sam-okoro.private.md")).unwrap();
    assert!(private.contains("ALEX-ONLY a note") && private.contains("ALEX-ONLY a draft"));
    // Every word of every topic, action, goal, win, lesson and feedback that is there is somewhere.
    let json_out = exported(&two, &two.alex, &["--format", "json"]);
    let file: Value = serde_json::from_slice(&fs::read(json_out.join("sam-okoro.json")).unwrap()).unwrap();
    let mut words = 0;
    let mut look = |items: &Value, field: &str| {
        for item in items.as_object().unwrap().values().filter(|item| item["alive"] != false) {
            let text = item[field].as_str().unwrap();
            assert!(everything.contains(text), "{text}");
            words += 1;
        }
    };
    for quarter in file["shared"]["quarters"].as_object().unwrap().values() {
        look(&quarter["topics"], "title");
        look(&quarter["meetings"], "notes");
    }
    let core = &file["shared"]["core"];
    for (part, field) in
        [("actions", "text"), ("goals", "title"), ("wins", "text"), ("lessons", "text"), ("feedback", "text")]
    {
        look(&core[part], field);
    }
    assert!(words > 60 && everything.contains("ALEX-SAID a remark"), "{words}");
}
