//! The question bank and templates, with the real programs.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod scene;

use std::collections::BTreeSet;

use scene::{Two, command, json, ok, paired, refused};
use serde_json::Value;

fn names(questions: &Value) -> BTreeSet<String> {
    let questions = questions["questions"].as_array().unwrap();
    questions.iter().map(|question| question["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_question_that_one_asked_is_offered_to_neither_again_within_ten_meetings() {
    let Two { folder: _folder, alex, sam, relay: _relay } = paired();
    ok(&alex, &["every", "sam", "weekly tue 10:00", "--tz", "Europe/Berlin"]);
    let all = names(&json(&alex, &["ask", "sam", "--all"]));
    assert_eq!(all.len(), 60);
    assert_eq!(names(&json(&alex, &["ask", "sam"])).len(), 3);
    ok(&alex, &["ask", "use", "progress-02", "sam"]);
    for home in [&alex, &sam] {
        ok(home, &["sync"]);
    }
    for (home, other) in [(&alex, "sam"), (&sam, "alex")] {
        let left = names(&json(home, &["ask", other, "--all"]));
        assert_eq!(all.difference(&left).collect::<Vec<_>>(), ["progress-02"]);
    }
    let agenda = json(&sam, &["agenda", "alex"]);
    assert_eq!(agenda["topics"][0]["kind"], "question");
    assert_eq!(agenda["topics"][0]["category"], "progress");

    // One's own questions stay with oneself.
    ok(&alex, &["ask", "add", "ALEX-ONLY question?", "--under", "progress"]);
    assert_eq!(names(&json(&alex, &["ask", "sam", "--all"])).len(), 60);
    for home in [&alex, &sam] {
        ok(home, &["sync"]);
    }
    assert!(!json(&sam, &["ask", "alex", "--all"]).to_string().contains("ALEX-ONLY"));
    assert_eq!(refused(&alex, &["ask", "use", "progress-99", "sam"]), (3, "not_found".to_owned()));
    assert_eq!(refused(&alex, &["ask", "remove", "progress-03"]), (2, "not_possible".to_owned()));
}

#[test]
fn a_template_is_applied_saved_handed_over_and_taken_back_as_one() {
    let Two { folder, alex, sam, relay: _relay } = paired();
    ok(&alex, &["template", "apply", "mid-year", "sam"]);
    let titles = |agenda: &Value| {
        let topics = agenda["topics"].as_array().unwrap();
        topics.iter().map(|topic| topic["title"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let applied = titles(&json(&alex, &["agenda", "sam"]));
    assert_eq!(applied.len(), 7);
    ok(&alex, &["template", "save", "Our review", "sam"]);
    ok(&alex, &["undo"]);
    assert!(titles(&json(&alex, &["agenda", "sam"])).is_empty());

    let text = command(&alex, &["template", "show", "our-review"]).output().unwrap().stdout;
    let file = folder.path().join("template.txt");
    std::fs::write(&file, text).unwrap();
    ok(&sam, &["template", "add", file.to_str().unwrap(), "--name", "From Alex"]);
    ok(&sam, &["template", "apply", "from alex", "alex"]);
    assert_eq!(titles(&json(&sam, &["agenda", "alex"])), applied);

    std::fs::write(&file, "# Name\n- fine\nnot fine\n").unwrap();
    assert_eq!(refused(&sam, &["template", "add", file.to_str().unwrap()]), (2, "bad_template".to_owned()));
    assert_eq!(refused(&sam, &["template", "apply", "nothing", "alex"]), (3, "not_found".to_owned()));
    assert_eq!(refused(&sam, &["template", "remove", "weekly"]), (2, "not_possible".to_owned()));
    ok(&sam, &["template", "remove", "from-alex"]);
    let german = command(&sam, &["--lang", "de", "template", "list"]).output().unwrap().stdout;
    assert!(String::from_utf8(german).unwrap().contains("Erstes Gespräch"));
}
