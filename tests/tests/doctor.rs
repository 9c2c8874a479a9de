//! `entre doctor` with the real programs: what it finds, what a repair brings back, and what it never throws away.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use entrenous_tests::household::{Dice, Person, Relay, copy_folder, paired};
use rusqlite::Connection;
use serde_json::Value;

/// Alex and Sam in step, and a relay in a folder of its own.
struct Scene {
    folder: tempfile::TempDir,
    alex: Person,
    sam: Person,
    _relay: Relay,
    _turn: std::sync::MutexGuard<'static, ()>,
}

const SHARED: [&str; 3] = ["From Alex, sent", "From Sam, sent", "Also from Alex, sent"];

fn scene() -> Scene {
    static FIRST: OnceLock<tempfile::TempDir> = OnceLock::new();
    static TURN: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let first = FIRST.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("relay");
        fs::create_dir(&at).unwrap();
        let relay = Relay::start(&at, "127.0.0.1:0").unwrap();
        let (alex, sam) = paired(folder.path(), &relay).unwrap();
        alex.json(&["add", "sam", SHARED[0]]).unwrap();
        sam.json(&["add", "alex", SHARED[1]]).unwrap();
        alex.json(&["note", "sam", "ONLY-ALEX a private note"]).unwrap();
        for _ in 0..2 {
            alex.json(&["sync"]).unwrap();
            sam.json(&["sync"]).unwrap();
        }
        alex.json(&["add", "sam", SHARED[2]]).unwrap();
        alex.json(&["sync"]).unwrap();
        fs::write(folder.path().join("address"), &relay.address).unwrap();
        folder
    });
    let folder = tempfile::tempdir().unwrap();
    copy_folder(first.path(), folder.path()).unwrap();
    let address = fs::read_to_string(folder.path().join("address")).unwrap();
    let relay = Relay::start(&folder.path().join("relay"), &address).unwrap();
    let person = |name| Person::new(folder.path(), name);
    let (alex, sam) = (person("alex"), person("sam"));
    Scene { folder, alex, sam, _relay: relay, _turn: turn }
}

fn database(person: &Person) -> PathBuf {
    person.home.join("entre.db")
}

fn raw(person: &Person, sql: &str) {
    let connection = Connection::open(database(person)).unwrap();
    connection.execute_batch(sql).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}

/// The parts that are wrong, and the whole answer.
fn examined(person: &Person) -> (Vec<String>, Value) {
    let (value, code) = person.json_with(&["doctor", "--no-network"], "").unwrap();
    if value["kind"] == "doctor" {
        assert_eq!((code, &value["sound"]), (0, &true.into()), "{value}");
        return (Vec::new(), value);
    }
    assert_eq!((code, &value["code"]), (1, &"unsound".into()), "{value}");
    let why = value["why"].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
    let parts = why.filter_map(|line| line.split_once(": ")).map(|(part, _)| part.to_owned());
    (parts.collect(), value)
}

fn repaired(person: &Person) -> Value {
    let value = person.json(&["doctor", "--no-network", "--repair"]).unwrap();
    assert_eq!(value["sound"], true, "{value}");
    assert!(value["repaired"]["restore_point"].is_string(), "{value}");
    value["repaired"].clone()
}

fn shared(person: &Person) -> Value {
    let agenda = person.json(&["agenda"]).unwrap();
    Value::from(vec![agenda["topics"].clone(), agenda["actions"].clone()])
}

fn in_step(scene: &Scene, expected: &[&str]) {
    for _ in 0..2 {
        scene.alex.json(&["sync"]).unwrap();
        scene.sam.json(&["sync"]).unwrap();
    }
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    assert_eq!(scene.alex.titles().unwrap(), expected);
    assert_eq!(shared(&scene.alex), shared(&scene.sam));
    let private = scene.alex.json(&["agenda", "-p"]).unwrap()["private"].to_string();
    assert!(private.contains("ONLY-ALEX"), "{private}");
    assert_eq!(examined(&scene.sam).0, Vec::<String>::new());
}

#[test]
fn a_sound_home_is_found_sound_and_nothing_is_changed() {
    let scene = scene();
    let before = fs::read(database(&scene.alex)).unwrap();
    let value = scene.alex.json(&["doctor"]).unwrap();
    let parts: Vec<&str> =
        value["checks"].as_array().unwrap().iter().map(|check| check["part"].as_str().unwrap()).collect();
    let expected = ["folder", "space", "lock", "file", "values", "envelopes", "documents", "clock", "relay"];
    assert_eq!(parts, expected);
    assert_eq!(fs::read(database(&scene.alex)).unwrap(), before);
    assert!(!value.to_string().contains("From Alex"), "no text of a person");
    // For people: one line a part.
    let shown = scene.alex.run(&["doctor", "--no-network"], "").unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    let fine: Vec<&str> = shown.lines().filter_map(|line| line.strip_prefix("ok ")).collect();
    assert_eq!(fine.len(), expected.len() - 1, "{shown}");
    let nobody = Person::new(scene.folder.path(), "nobody");
    assert_eq!(nobody.refused(&["doctor"], "").unwrap(), (1, "not_set_up".to_owned()));
}

/// Scripts got one error with what was wrong in sentences, and not the list.
#[cfg(unix)]
#[test]
fn doctor_gives_scripts_the_whole_list_also_where_something_is_wrong() {
    use std::os::unix::fs::PermissionsExt;
    let scene = scene();
    let sound = scene.alex.json(&["doctor", "--no-network"]).unwrap();
    fs::set_permissions(scene.alex.home.join("store.key"), fs::Permissions::from_mode(0o644)).unwrap();
    let (value, code) = scene.alex.json_with(&["doctor", "--no-network"], "").unwrap();
    assert_eq!((code, &value["code"], &value["sound"]), (1, &"unsound".into(), &false.into()), "{value}");
    let of = |value: &Value, field: &str| -> Vec<String> {
        value["checks"].as_array().unwrap().iter().map(|check| check[field].to_string()).collect()
    };
    assert_eq!(of(&value, "part"), of(&sound, "part"));
    assert_eq!(of(&value, "verdict").iter().filter(|verdict| *verdict == "\"wrong\"").count(), 1, "{value}");
    assert!(value["restore_points"].is_array() && value["repaired"].is_null(), "{value}");
}

#[cfg(unix)]
#[test]
fn what_others_can_read_is_named_and_closed() {
    use std::os::unix::fs::PermissionsExt;
    let scene = scene();
    let key = scene.alex.home.join("store.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(&scene.alex.home, fs::Permissions::from_mode(0o755)).unwrap();
    let (wrong, value) = examined(&scene.alex);
    assert_eq!(wrong, ["folder"], "{value}");
    assert!(value["why"][0].as_str().unwrap().contains("store.key"), "{value}");
    repaired(&scene.alex);
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn documents_and_read_models_that_were_lost_are_made_again() {
    let scene = scene();
    scene.alex.json(&["add", "sam", "Not sent yet"]).unwrap();
    let whole = shared(&scene.alex);
    for damage in
        ["DELETE FROM views", "DELETE FROM changes", "DELETE FROM documents", "DELETE FROM snapshots"]
    {
        raw(&scene.alex, &format!("PRAGMA foreign_keys = ON; {damage}"));
        let (wrong, value) = examined(&scene.alex);
        assert!(wrong.contains(&"documents".to_owned()), "{damage}: {value}");
        let repaired = repaired(&scene.alex);
        assert!(repaired["documents"].as_u64().unwrap() > 0, "{damage}: {repaired}");
        assert_eq!(shared(&scene.alex), whole, "{damage}");
    }
    in_step(&scene, &[&SHARED[..], &["Not sent yet"]].concat());
}

#[test]
fn an_unsent_edit_survives_the_loss_of_the_row_that_was_to_send_it() {
    let scene = scene();
    scene.alex.json(&["add", "sam", "Not sent yet"]).unwrap();
    raw(&scene.alex, "DELETE FROM outbox");
    assert_eq!(scene.alex.json(&["status"]).unwrap()["waiting"], 0, "it is lost to everybody, in silence");
    let (wrong, value) = examined(&scene.alex);
    assert_eq!(wrong, ["documents"], "{value}");
    let repaired = repaired(&scene.alex);
    assert!(repaired["said_again"].as_u64().unwrap() > 0, "{repaired}");
    in_step(&scene, &[&SHARED[..], &["Not sent yet"]].concat());
    // The row is there, and does not open.
    scene.alex.json(&["add", "sam", "Not sent either"]).unwrap();
    raw(&scene.alex, "UPDATE outbox SET chunks = zeroblob(length(chunks))");
    assert_eq!(scene.alex.refused(&["sync"], "").unwrap(), (5, "store_altered".to_owned()));
    let (wrong, value) = examined(&scene.alex);
    assert!(wrong.contains(&"values".to_owned()), "{value}");
    let repaired = self::repaired(&scene.alex);
    assert_eq!(repaired["lost"]["outbox"].as_u64().unwrap(), 1, "{repaired}");
    in_step(&scene, &[&SHARED[..], &["Not sent yet", "Not sent either"]].concat());
}

#[test]
fn envelopes_that_are_not_as_signed_are_put_away_and_come_again() {
    let scene = scene();
    // The other person's second envelope, and with it everything behind it in the chain.
    raw(
        &scene.alex,
        "UPDATE envelopes SET bytes = zeroblob(length(bytes)) WHERE own = 0 AND row IN
         (SELECT row FROM envelopes WHERE own = 0 ORDER BY seq LIMIT 1 OFFSET 1)",
    );
    let (wrong, value) = examined(&scene.alex);
    assert!(wrong.contains(&"envelopes".to_owned()), "{value}");
    let repaired = repaired(&scene.alex);
    assert!(repaired["put_away"].as_u64().unwrap() >= 1, "{repaired}");
    assert_eq!(scene.alex.titles().unwrap().len(), 3, "what was read stays readable");
    in_step(&scene, &SHARED);
    assert_eq!(examined(&scene.alex).0, Vec::<String>::new());
}

/// Alex commented on what Sam wrote; then what Sam had sent last and the notebook are lost. The comment builds on that, so it
/// stands nowhere before it comes again, and what is written meanwhile would take its place: others refused that, and all behind it.
#[test]
fn nothing_is_written_over_ones_own_words_that_wait_for_others_to_come_again() {
    for sent in [false, true] {
        let scene = scene();
        comment_on_what_sam_wrote(&scene.alex, &scene.sam);
        if sent {
            scene.alex.json(&["sync"]).unwrap();
        }
        lose_it_with_the_notebook(&scene.alex);
        assert!(repaired(&scene.alex)["put_away"].as_u64().unwrap() >= 1);
        let add = ["add", "sam", "After the repair"];
        assert_eq!(scene.alex.refused(&add, "").unwrap(), (1, "behind".to_owned()), "sent: {sent}");
        let (_, value) = examined(&scene.alex);
        let documents = value["checks"].as_array().unwrap().iter().find(|check| check["part"] == "documents");
        assert_eq!(documents.unwrap()["verdict"], "note", "{value}");
        scene.alex.json(&["note", "sam", "Private notes go on"]).unwrap();
        in_step(&scene, &[&SHARED[..], &["New from Sam"]].concat());
        scene.alex.json(&add).unwrap();
        in_step(&scene, &[&SHARED[..], &["New from Sam", "After the repair"]].concat());
        for person in [&scene.alex, &scene.sam] {
            assert_eq!(shared(person).to_string().matches("On what Sam wrote").count(), 1, "sent: {sent}");
            let status = person.json(&["status"]).unwrap();
            assert_eq!((&status["waiting"], &status["people"][0]["quarantined"]), (&0.into(), &0.into()));
        }
        assert_eq!(examined(&scene.alex).0, Vec::<String>::new());
    }
}

/// The relay was put back, too, so that what Alex's comment builds on is with Sam alone. Alex writes on in another name.
#[test]
fn who_waits_for_what_the_relay_has_lost_as_well_writes_on_and_gets_it_when_the_other_one_comes() {
    let Scene { folder, alex, sam, _relay: relay, _turn } = scene();
    let (at, older, address) =
        (folder.path().join("relay"), folder.path().join("older"), relay.address.clone());
    drop(relay);
    copy_folder(&at, &older).unwrap();
    let relay = Relay::start(&at, &address).unwrap();
    comment_on_what_sam_wrote(&alex, &sam);
    alex.json(&["sync"]).unwrap();
    lose_it_with_the_notebook(&alex);
    repaired(&alex);
    drop(relay);
    fs::remove_dir_all(&at).unwrap();
    copy_folder(&older, &at).unwrap();
    let relay = Relay::start(&at, &address).unwrap();

    let add = ["add", "sam", "After the repair"];
    assert_eq!(alex.refused(&add, "").unwrap(), (1, "behind".to_owned()));
    alex.json(&["sync"]).unwrap();
    alex.json(&add).unwrap();
    let scene = Scene { folder, alex, sam, _relay: relay, _turn };
    scene.sam.json(&["sync"]).unwrap();
    in_step(&scene, &[&SHARED[..], &["New from Sam", "After the repair"]].concat());
    assert_eq!(shared(&scene.alex).to_string().matches("On what Sam wrote").count(), 1);
    assert_eq!(examined(&scene.alex).0, Vec::<String>::new());
}

fn comment_on_what_sam_wrote(alex: &Person, sam: &Person) {
    sam.json(&["add", "alex", "New from Sam"]).unwrap();
    sam.json(&["sync"]).unwrap();
    alex.json(&["sync"]).unwrap();
    let agenda = alex.json(&["agenda"]).unwrap();
    let topics = agenda["topics"].as_array().unwrap();
    let topic = topics.iter().find(|topic| topic["title"] == "New from Sam").unwrap();
    alex.json(&["comment", topic["id"].as_str().unwrap(), "On what Sam wrote"]).unwrap();
}

/// The last envelope of the other one, and all documents.
fn lose_it_with_the_notebook(person: &Person) {
    raw(
        person,
        "PRAGMA foreign_keys = ON;
         UPDATE envelopes SET bytes = zeroblob(length(bytes)) WHERE row IN
         (SELECT row FROM envelopes WHERE own = 0 ORDER BY row DESC LIMIT 1);
         DELETE FROM documents",
    );
}

/// A change that waited to be sent is lost with the notebook. What was written behind it can never stand, and holds up nothing.
#[test]
fn what_builds_on_a_lost_change_of_ones_own_holds_up_nothing() {
    let scene = scene();
    for title in ["Stays", "Lost with the disk", "Behind that"] {
        scene.alex.json(&["add", "sam", title]).unwrap();
    }
    raw(
        &scene.alex,
        "PRAGMA foreign_keys = ON;
         DELETE FROM outbox WHERE row = (SELECT MAX(row) - 1 FROM outbox);
         DELETE FROM documents",
    );
    repaired(&scene.alex);
    for title in ["After the repair", "And later"] {
        scene.alex.json(&["add", "sam", title]).unwrap();
    }
    in_step(&scene, &[&SHARED[..], &["Stays", "After the repair", "And later"]].concat());
    scene.alex.json(&["add", "sam", "At last"]).unwrap();
    in_step(&scene, &[&SHARED[..], &["Stays", "After the repair", "And later", "At last"]].concat());
}

/// Pages of the file are overwritten, one in each run.
#[test]
fn a_damaged_file_gives_back_what_can_be_read_or_says_that_it_cannot() {
    const PAGE: usize = 4096;
    let seed = std::env::var("DOCTOR_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(5);
    println!("DOCTOR_SEED={seed}");
    let mut dice = Dice(seed);
    let scene = scene();
    scene.alex.json(&["add", "sam", "Not sent yet"]).unwrap();
    // All of it in one file.
    raw(&scene.alex, "");
    let sound = scene.folder.path().join("sound");
    copy_folder(&scene.alex.home, &sound).unwrap();
    let bytes = fs::read(database(&scene.alex)).unwrap();
    let pages = bytes.len() / PAGE;
    let (mut saved, mut beyond) = (0, 0);
    for _ in 0..8 {
        fs::remove_dir_all(&scene.alex.home).unwrap();
        copy_folder(&sound, &scene.alex.home).unwrap();
        let page = dice.below(pages);
        let mut damaged = bytes.clone();
        damaged[page * PAGE..(page + 1) * PAGE].fill(0x5A);
        fs::write(database(&scene.alex), &damaged).unwrap();
        let (value, code) = scene.alex.json_with(&["doctor", "--no-network", "--repair"], "").unwrap();
        if code != 0 {
            // Either too little of the file can be read, or what this device cannot do without does not open.
            let words = [("beyond_repair", 1), ("store_altered", 5)];
            assert!(words.contains(&(value["code"].as_str().unwrap(), code)), "page {page}: {value}");
            assert!(value["try"].to_string().contains("restore"), "{value}");
            assert!(fs::read(database(&scene.alex)).unwrap() == damaged, "page {page}: left as it was");
            beyond += 1;
            continue;
        }
        saved += 1;
        let repaired = &value["repaired"];
        let titles = scene.alex.titles().unwrap();
        let lost = repaired["lost"].as_object().is_some_and(|lost| !lost.is_empty());
        assert!(lost || titles.len() == 4, "page {page}: {titles:?} {repaired}");
        let point = repaired["restore_point"].as_str().unwrap();
        assert!(*repaired == Value::Null || Path::new(point).exists());
        if repaired["salvaged"] == true {
            assert!(fs::read(point).unwrap() == damaged, "page {page}: the damaged file is kept");
        }
        assert_eq!(examined(&scene.alex).0, Vec::<String>::new(), "page {page}");
    }
    println!("{saved} saved, {beyond} beyond repair");
    assert!(saved >= 2, "{saved} saved, {beyond} beyond repair");
}

#[test]
fn a_repair_waits_for_nobody_who_has_the_damaged_file_open() {
    let scene = scene();
    raw(&scene.alex, "DELETE FROM views");
    let other = Connection::open(database(&scene.alex)).unwrap();
    let reading: i64 = other.query_row("SELECT count(*) FROM envelopes", [], |row| row.get(0)).unwrap();
    assert!(reading > 0);
    // A sound file is repaired in one transaction beside others; only a damaged one has to be alone.
    repaired(&scene.alex);
    drop(other);
    in_step(&scene, &SHARED);
}
