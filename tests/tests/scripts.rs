//! The programs as scripts use them: one JSON object from every command, no question ever, texts from everywhere, and
//! invitations whose two sides are never there at the same time.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![expect(clippy::expect_used, reason = "a relay that names no address cannot be tested")]

mod scene;

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use data_encoding::{BASE64, HEXLOWER, HEXUPPER};
use scene::{Relay, Two, command, entre, json, ok, paired, refused, titles};
use serde_json::Value;

fn typed(home: &Path, words: &[&str], text: &[u8]) -> std::process::Output {
    let mut child = command(home, words).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    // A command that reads nothing may have ended already.
    child.stdin.take().unwrap().write_all(text).ok();
    child.wait_with_output().unwrap()
}

#[test]
fn every_command_answers_with_one_object() {
    let Two { folder, alex, sam: _sam, relay: _relay } = paired();
    let out = folder.path().join("out");
    for (line, kind) in [
        ("", "today"),
        ("people", "people"),
        ("add sam Alpha", "added"),
        ("add sam Beta --under progress", "added"),
        ("note sam private", "kept"),
        ("action sam Gamma --due fri", "added"),
        ("edit alpha -", "unchanged"),
        ("edit alpha Delta", "edited"),
        ("comment delta hello", "commented"),
        ("move delta progress", "moved"),
        ("done gamma", "done"),
        ("done gamma --undo", "reopened"),
        ("drop beta", "dropped"),
        ("undo", "undone"),
        ("redo", "redone"),
        ("changes delta", "changes"),
        ("changes delta --at 1", "earlier"),
        ("react delta +1", "reacted"),
        ("blocked delta me", "blocked"),
        ("headings", "headings"),
        ("title sam Ours", "title"),
        ("place sam Here", "place"),
        ("overview", "overview"),
        ("config", "config"),
        ("agenda", "agenda"),
        ("agenda sam -p", "agenda"),
        ("verify --show", "words"),
        ("verify --answer yes", "words"),
        ("sync", "sync"),
        ("status", "status"),
        ("log", "log"),
        ("invite Ines --role report", "invitation"),
        ("help", "help"),
        ("help json", "help"),
        ("help agenda", "help"),
        ("agenda -h", "help"),
        ("--version", "version"),
        ("demo", "demo"),
        ("init --name A", "error"),
        ("agneda", "error"),
        ("agenda smm", "error"),
        ("import sam -", "error"),
    ] {
        let words: Vec<&str> = line.split_whitespace().chain(["--json"]).collect();
        let output = typed(&alex, &words, b"Alpha");
        let value: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{line}: {error}"));
        assert_eq!((&value["v"], &value["kind"]), (&1.into(), &kind.into()), "{line}");
        assert_eq!(output.status.success(), kind != "error", "{line}");
    }
    let exported = json(&alex, &["export", out.to_str().unwrap()]);
    assert_eq!(exported["kind"], "exported");
}

#[test]
fn without_anybody_to_ask_what_is_missing_is_named_and_nothing_happens() {
    let Two { folder, alex, sam: _sam, relay: _relay } = paired();
    let before = json(&alex, &["log"]);
    for line in ["add sam", "note sam", "action sam", "invite Ines", "accept"] {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(refused(&alex, &words), (2, "input_needed".to_owned()), "{line}");
    }
    let nobody = folder.path().join("nobody");
    assert_eq!(refused(&nobody, &["init"]), (2, "input_needed".to_owned()));
    assert_eq!(
        refused(&nobody, &["init", "--name", "X", "--unlock", "passphrase"]),
        (2, "input_needed".to_owned())
    );
    assert!(!nobody.exists());
    assert_eq!(json(&alex, &["log"]), before);
}

#[test]
fn a_script_that_named_no_relay_at_first_names_it_with_the_invitation() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0");
    let url = format!("ws://{}", relay.address);
    let alex = folder.path().join("alex");
    ok(&alex, &["init", "--name", "Alex Marin", "--unlock", "file"]);
    let invite = ["invite", "Sam", "--role", "report"];
    assert_eq!(refused(&alex, &invite), (2, "input_needed".to_owned()));
    let with_relay: Vec<&str> = invite.into_iter().chain(["--relay", &url]).collect();
    assert_eq!(json(&alex, &with_relay)["posted"], true);
    assert_eq!(json(&alex, &["people"])["people"][0]["you"], "report");
    let elsewhere = ["invite", "Ines", "--role", "manager", "--relay", "ws://127.0.0.1:1"];
    assert_eq!(refused(&alex, &elsewhere), (2, "relay_named".to_owned()));
}

#[test]
fn a_person_is_any_unique_part_of_a_name_and_two_that_fit_are_listed() {
    let Two { folder: _folder, alex, sam: _sam, relay: _relay } = paired();
    ok(&alex, &["invite", "Samuel Beck", "--role", "manager"]);
    let before = json(&alex, &["log"]);
    assert_eq!(refused(&alex, &["add", "sam", "text"]), (3, "ambiguous".to_owned()));
    assert_eq!(refused(&alex, &["agenda"]), (3, "ambiguous".to_owned()));
    let both = json(&alex, &["add", "sam", "text"]);
    assert!(both["why"][0].as_str().unwrap().contains("Sam Okoro, Samuel Beck"), "{both}");
    assert_eq!(json(&alex, &["log"]), before);
    for part in ["okoro", "SAM O", "am ok", "Sam Okoro"] {
        assert_eq!(json(&alex, &["agenda", part])["person"]["name"], "Sam Okoro", "{part}");
    }
}

#[test]
fn texts_come_from_an_argument_from_stdin_or_from_the_editor() {
    use std::os::unix::fs::PermissionsExt;
    let Two { folder, alex, sam: _sam, relay: _relay } = paired();
    ok(&alex, &["add", "sam", "From", "several", "words"]);
    assert!(typed(&alex, &["add", "sam", "-"], b"From stdin\n").status.success());
    let editor = folder.path().join("editor");
    let with_editor = |script: &str, words: &[&str]| {
        std::fs::write(&editor, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o700)).unwrap();
        command(&alex, words).env("EDITOR", &editor).env_remove("XDG_RUNTIME_DIR").output().unwrap()
    };
    assert!(with_editor("echo From the editor >> $1", &["add", "sam", "-e"]).status.success());
    assert!(
        with_editor("printf 'Renamed\\n\\n# A heading of mine\\nbody\\n' > $1", &["edit", "stdin"])
            .status
            .success()
    );
    assert_eq!(titles(&alex), ["From several words", "Renamed", "From the editor"]);
    let notes = json(&alex, &["agenda"])["topics"][1]["notes"].clone();
    assert_eq!(notes.as_str().unwrap().trim(), "# A heading of mine\nbody");

    // Nothing written, nothing changed; a failure keeps what was written and names the file.
    let before = json(&alex, &["log"]);
    let unchanged = with_editor(":", &["edit", "renamed", "--json"]);
    assert!(String::from_utf8_lossy(&unchanged.stdout).contains("unchanged"));
    let failed = with_editor("echo lost otherwise >> $1; exit 3", &["add", "sam", "-e", "--json"]);
    let failure: Value = serde_json::from_slice(&failed.stdout).unwrap();
    assert_eq!((failed.status.code(), &failure["code"]), (Some(1), &"editor_failed".into()));
    let why = failure["why"].to_string();
    let kept = why.split("kept in ").nth(1).unwrap().trim_end_matches(['"', ']']).to_owned();
    assert!(std::fs::read_to_string(kept).unwrap().contains("lost otherwise"));
    assert_eq!(json(&alex, &["log"]), before);
}

#[test]
fn six_words_join_two_people_who_are_never_there_at_the_same_time() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0");
    let url = format!("ws://{}", relay.address);
    let (alex, sam) = (folder.path().join("alex"), folder.path().join("sam"));
    ok(&alex, &["init", "--name", "Alex Marin", "--relay", &url, "--unlock", "file"]);
    let invited = json(&alex, &["invite", "Sam", "--role", "manager", "--words"]);
    let code = invited["code"].as_str().unwrap().to_owned();
    let words: Vec<&str> = code.split(' ').collect();
    assert_eq!(words.len(), 6);
    let setup = ["--name", "Sam Okoro", "--unlock", "file"];
    let accept = |extra: &[&str]| -> Vec<String> {
        ["accept"]
            .iter()
            .chain(words.iter())
            .chain(&setup)
            .chain(extra)
            .map(|word| (*word).to_owned())
            .collect()
    };
    let without = accept(&[]);
    let without: Vec<&str> = without.iter().map(String::as_str).collect();
    assert_eq!(refused(&sam, &without), (2, "relay_needed".to_owned()));
    assert!(!sam.exists());
    let with = accept(&["--relay", &url]);
    let with: Vec<&str> = with.iter().map(String::as_str).collect();
    ok(&sam, &with);
    // The answer is out: both write, each alone; each side's next sync moves the handshake on.
    ok(&sam, &["add", "inviter", "Written while nobody answered"]);
    ok(&alex, &["add", "sam", "Written before anybody joined"]);
    for home in [&alex, &sam, &alex, &sam, &alex] {
        ok(home, &["sync"]);
    }
    assert_eq!(json(&alex, &["agenda"])["topics"], json(&sam, &["agenda"])["topics"]);
    assert_eq!(titles(&sam).len(), 2);
    assert_eq!(json(&sam, &["people"])["people"][0]["name"], "Alex Marin");
    let (hers, his) = (json(&alex, &["verify", "--show"]), json(&sam, &["verify", "--show"]));
    assert_eq!((&hers["yours"], &hers["theirs"]), (&his["theirs"], &his["yours"]));
}

#[test]
fn what_is_shown_fits_eighty_columns_and_plain_terminals() {
    let Two { folder: _folder, alex, sam: _sam, relay: _relay } = paired();
    ok(&alex, &["add", "sam", &"a long title with many words ".repeat(8)]);
    ok(&alex, &["action", "sam", &"a long promise with many words ".repeat(8), "--due", "fri"]);
    ok(&alex, &["note", "sam", &"a long note with many words ".repeat(8)]);
    for line in ["", "agenda -p", "people", "status", "log", "verify --show", "agenda smm"] {
        let words: Vec<&str> = line.split_whitespace().chain(["--ascii"]).collect();
        let output = command(&alex, &words).env("NO_COLOR", "1").env("TERM", "dumb").output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(text.is_ascii() && !text.contains('\u{1b}'), "{line}: {text}");
        assert!(text.lines().all(|line| line.len() <= 80), "{line}: {text}");
    }
    let coloured = command(&alex, &["agenda", "--color", "always"]).output().unwrap();
    assert!(coloured.stdout.contains(&0x1b));
    // A mistake on the command line is shown as everything else was asked to be.
    let mistaken = |words: &[&str]| command(&alex, words).output().unwrap();
    assert!(mistaken(&["agneda", "--color", "always"]).stderr.contains(&0x1b));
    assert!(mistaken(&["agneda", "--color=always"]).stderr.contains(&0x1b));
    assert!(!mistaken(&["agneda", "--color", "never"]).stderr.contains(&0x1b));
    assert!(mistaken(&["add", "sam", "--nonsense", "--", "--json"]).stdout.is_empty(), "that is a text");
}

/// Plain, UTF-16 in both orders, base64 in its three alignments, hexadecimal in both cases.
fn spellings(text: &[u8]) -> Vec<Vec<u8>> {
    let mut all = vec![text.to_vec(), HEXLOWER.encode(text).into_bytes(), HEXUPPER.encode(text).into_bytes()];
    if let Ok(text) = std::str::from_utf8(text) {
        all.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
        all.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    for shift in 0..3 {
        let encoded = BASE64.encode(&[vec![0; shift], text.to_vec()].concat());
        // What depends on the neighbours is cut off at both ends.
        all.push(encoded.as_bytes()[if shift == 0 { 0 } else { 4 }..encoded.len() - 4].to_vec());
    }
    all
}

fn holds(haystack: &[u8], text: &[u8]) -> bool {
    spellings(text).iter().any(|spelled| haystack.windows(spelled.len()).any(|window| window == spelled))
}

#[test]
fn nothing_that_anybody_wrote_stands_in_what_the_relay_keeps_or_prints() {
    let Two { folder, alex, sam, relay } = paired();
    let texts =
        ["Zebra migration plan", "Quokka budget promise", "Heron remark in between", "Ibis private thought"];
    ok(&alex, &["add", "sam", texts[0]]);
    ok(&alex, &["action", "sam", texts[1]]);
    ok(&alex, &["comment", "zebra", texts[2]]);
    ok(&alex, &["note", "sam", texts[3]]);
    for home in [&alex, &sam, &alex] {
        ok(home, &["sync"]);
    }
    let mut needles: Vec<Vec<u8>> = texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    needles.extend([b"Alex Marin".to_vec(), b"Sam Okoro".to_vec()]);
    for home in [&alex, &sam] {
        needles.extend(["store.key", "root.key"].map(|name| std::fs::read(home.join(name)).unwrap()));
    }
    // Taken while it runs: the log of the database has not been folded in yet.
    let mut places = Vec::new();
    for name in ["relay.db", "relay.db-wal", "relay.log"] {
        places.push((name, std::fs::read(folder.path().join(name)).unwrap()));
    }
    assert!(places[1].1.len() > 10_000, "the write-ahead log holds what came in");
    places.push(("stdout", relay.said().into_bytes()));
    assert!(holds(&places[3].1, b"listening on"), "what was printed was caught");
    for (name, bytes) in &mut places {
        for needle in &needles {
            assert!(!holds(bytes, needle), "{} in {name}", String::from_utf8_lossy(needle));
        }
        for needle in &needles {
            for planted in spellings(needle) {
                bytes.extend(b"...");
                bytes.extend(planted);
            }
        }
        assert!(needles.iter().all(|needle| holds(bytes, needle)), "a control in {name} is not found");
    }
}

#[test]
fn a_full_relay_is_said_nothing_is_lost_and_reading_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let config = "listen = \"127.0.0.1:0\"\ndatabase = \"{database}\"\nopen = true\n\
                  [limits]\nstream_bytes_max = 66000\nstream_reserve = 32000\n";
    let relay = Relay::configured(folder.path(), config);
    let Two { folder: _folder, alex, sam, relay: _relay } = scene::paired_at(folder, relay);
    ok(&sam, &["add", "alex", "From Sam, in time"]);
    ok(&sam, &["sync"]);
    let mut written = Vec::new();
    let refusal = loop {
        let title = format!("topic {}", written.len());
        ok(&alex, &["add", "sam", &title]);
        written.push(title);
        let output = entre(&alex, &["sync", "--json"]);
        if !output.status.success() {
            break serde_json::from_slice::<Value>(&output.stdout).unwrap();
        }
        assert!(written.len() < 60, "the relay takes more than it may");
    };
    assert_eq!((&refusal["code"], &refusal["exit"]), (&"relay_full".into(), &1.into()));
    assert!(json(&alex, &["status"])["waiting"].as_u64().unwrap() > 0, "what did not go out is counted");
    written.push("From Sam, in time".to_owned());
    written.sort();
    let mut here = titles(&alex);
    here.sort();
    assert_eq!(here, written);
    entre(&sam, &["sync"]);
    assert_eq!(titles(&sam).len(), written.len() - 1, "what the relay holds still goes out to others");
}

/// Runs in a name space of its own with a small file system in memory. Where the system does not allow that, the test of
/// the store (a limit on its pages) stands alone.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let script = r#"
        mount -t tmpfs -o size=600k tmpfs "$1" || exit 77
        home="$1/alex"
        "$2" --home "$home" init --name Alex --unlock file --relay ws://127.0.0.1:1 --no-input >"$1/out" || exit 1
        "$2" --home "$home" invite Sam --role manager --no-input --json >"$1/out" || exit 2
        n=0
        code=0
        while "$2" --home "$home" add sam "topic $n" --json --no-input >"$1/said" || { code=$?; false; }
        do n=$((n+1)); test $n -lt 400 || exit 3; done
        echo "exit $code"
        "$2" --home "$home" add sam "one more" --json --no-input
        echo "added $n"
        "$2" --home "$home" agenda --json
        "$2" --home "$1/second" init --name Second --unlock file --json --no-input
        test -e "$1/second" && echo "left something behind"
        exit 0
    "#;
    let program = entrenous_tests::program("entre").unwrap();
    let ran = std::process::Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"])
        .args([folder.path(), &program])
        .output();
    let Ok(ran) = ran else {
        println!("not run: no unshare here");
        return;
    };
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    if !ran.status.success() && said.is_empty() {
        println!("not run: no name spaces here ({})", String::from_utf8_lossy(&ran.stderr).trim());
        return;
    }
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "exit 1", "{said}");
    let full: Value = serde_json::from_str(lines[1]).unwrap();
    assert_eq!((&full["code"], &full["exit"]), (&"disk_full".into(), &1.into()));
    let added: usize = lines[2].strip_prefix("added ").unwrap().parse().unwrap();
    let agenda: Value = serde_json::from_str(lines[3]).unwrap();
    assert_eq!(agenda["topics"].as_array().unwrap().len(), added);
    let second: Value = serde_json::from_str(lines[4]).unwrap();
    assert_eq!(second["code"], "disk_full");
    assert_eq!(lines.len(), 5, "{said}");
}
