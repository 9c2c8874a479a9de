//! Scenes: homes and a relay's file as they are after everybody was set up. Each is prepared by a process of its own, from
//! a seed of its own, and copied for every schedule that begins with it. It is the costliest part, and the same each time.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::Timestamp;

use crate::copies::copy_folder;
use crate::plan::{Plan, Scene};
use crate::stage::Stage;

/// Sets everybody up in `folder`, in good weather. Runs once in a process.
pub(crate) fn prepare(number: u64, folder: &Path) -> turmoil::Result {
    let moment = Stage::set_up(number, Plan::calm(Scene::of_number(number)), folder)?;
    Ok(fs::write(folder.join(MOMENT), moment.to_string())?)
}

/// The prepared scene below `scenes`; if it is not there yet, another process prepares it. Several may ask at once.
pub(crate) fn prepared(scenes: &Path, scene: Scene) -> io::Result<PathBuf> {
    let number = scene.number().to_string();
    let folder = scenes.join(&number);
    if folder.exists() {
        return Ok(folder);
    }
    let aside = scenes.join(format!("{number}-by-{}", std::process::id()));
    fs::create_dir_all(aside.join(&number))?;
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.args(["--prepare", &number, "--scenes"]).arg(&aside).output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        return Err(io::Error::other(format!("scene {number} cannot be prepared: {said}")));
    }
    let moved = fs::rename(aside.join(&number), &folder);
    fs::remove_dir_all(&aside)?;
    // Somebody else may have been faster.
    if folder.exists() { Ok(folder) } else { moved.map(|()| folder) }
}

/// Copies a prepared scene; gives the moment at which it ended.
pub(crate) fn copied(scene: &Path, folder: &Path) -> turmoil::Result<Timestamp> {
    copy_folder(scene, folder)?;
    Ok(fs::read_to_string(scene.join(MOMENT))?.parse()?)
}

const MOMENT: &str = "moment";
