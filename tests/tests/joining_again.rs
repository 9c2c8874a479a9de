//! Who may ask to be let in once more with the home that is there: no device that was removed, and nobody else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::process::Child;

use entrenous_tests::household::{Person, Relay, linked, paired};
use serde_json::Value;

/// `device join --again` with a new code of the first device, up to the moment at which that asks its person.
fn asking(first: &Person, device: &Person) -> Child {
    let code = first.json(&["device", "add"]).unwrap();
    let code = code["code"].as_str().unwrap().to_owned();
    let joining = ["device", "join", &code, "--again", "--wait", "5", "--json"];
    let joining = device.command(&joining).unwrap().spawn().unwrap();
    first.json(&["device", "confirm"]).unwrap();
    joining
}

fn said(joining: Child) -> Value {
    serde_json::from_slice(&joining.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn a_removed_device_stays_out_whoever_says_yes() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let (alex, _) = paired(folder.path(), &relay).unwrap();
    let tablet = linked(folder.path(), &alex, "tablet", "").unwrap();
    alex.json(&["device", "remove", "tablet", "--yes"]).unwrap();
    let joining = asking(&alex, &tablet);
    let refused = alex.refused(&["device", "confirm", "--answer", "yes"], "").unwrap();
    assert_eq!(refused, (5, "code_ended".to_owned()));
    assert_eq!(said(joining)["code"], "not_confirmed");
    let devices = alex.json(&["device", "list"]).unwrap();
    let tablet = devices["devices"].as_array().unwrap().iter().find(|device| device["name"] == "tablet");
    assert_eq!(tablet.unwrap()["active"], false);
}

#[test]
fn a_home_of_somebody_else_stays_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").unwrap();
    let (alex, sam) = paired(folder.path(), &relay).unwrap();
    let before = sam.json(&["device", "list"]).unwrap();
    let joining = asking(&alex, &sam);
    alex.json_with(&["device", "confirm", "--answer", "yes", "--wait", "5"], "").unwrap();
    assert_eq!(said(joining)["code"], "other_person");
    assert_eq!(sam.json(&["device", "list"]).unwrap(), before);
    assert_eq!(sam.json(&["sync"]).unwrap()["up_to_date"], true);
    assert_eq!(alex.json(&["device", "list"]).unwrap()["devices"].as_array().unwrap().len(), 1);
    // Without saying so, nobody gives up the home that is there.
    let (exit, code) = sam.refused(&["device", "join", "x"], "").unwrap();
    assert_eq!((exit, code.as_str()), (1, "exists"));
}
