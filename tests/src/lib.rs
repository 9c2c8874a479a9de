//! What the end-to-end tests share: where the workspace lies and where its programs are built.
//! The tests stand in a package of their own, so that neither the relay nor the client depends on the other for its tests.

pub mod code;
pub mod hostile;
pub mod household;
pub mod schema;

use std::{
    collections::BTreeMap,
    env, io,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
};

/// The folder of the workspace's `Cargo.toml`.
#[must_use]
pub fn workspace_root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_path_buf()
}

/// The cargo that runs these tests, at the root of the workspace.
#[must_use]
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace_root());
    command
}

/// Builds one of the workspace's programs (`entre`, `entre-relay`), in the profile of the running test, and says where it is.
///
/// # Errors
/// When cargo cannot be started or the build fails.
pub fn program(name: &str) -> io::Result<PathBuf> {
    static BUILT: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().map_err(|_| io::Error::other("a build broke"))?;
    if let Some(path) = built.get(name) {
        return Ok(path.clone());
    }
    let path = build(name)?;
    built.insert(name.to_owned(), path.clone());
    Ok(path)
}

fn build(name: &str) -> io::Result<PathBuf> {
    // A test lies at target/<profile folder>/deps/<test>.
    let test = env::current_exe()?;
    let folder = test
        .parent()
        .and_then(Path::parent)
        .ok_or_else(|| io::Error::other("the test does not lie in a target folder"))?;
    let mut build = cargo();
    build.args(["build", "--quiet", "--locked", "--workspace", "--bin", name]);
    if let Some(target) = folder.parent() {
        build.arg("--target-dir").arg(target);
    }
    if folder.ends_with("release") {
        build.arg("--release");
    }
    if !build.status()?.success() {
        return Err(io::Error::other(format!("cargo could not build {name}")));
    }
    Ok(folder.join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}
