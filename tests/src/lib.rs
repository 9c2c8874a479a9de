//! What the end-to-end tests share: where the workspace lies and where its programs are built.
//! The tests stand in a package of their own, so that neither the relay nor the client depends on the other for its tests.

pub mod code;
pub mod hostile;
pub mod household;
pub mod schema;

use std::{
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
///
/// It is not told what cargo tells a test about its package. The build script of ring watches that, and would run again, and
/// the relay and the client be built behind it, whenever a shell and a test take turns.
#[must_use]
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in env::vars_os() {
        let told = name.to_string_lossy();
        if told.starts_with("CARGO_PKG_") || told.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command.current_dir(workspace_root());
    command
}

/// Where one of the workspace's programs (`entre`, `entre-relay`) is, in the profile of the running test. Both are built first,
/// once.
///
/// # Errors
/// When cargo cannot be started or the build fails.
pub fn program(name: &str) -> io::Result<PathBuf> {
    static BUILT: Mutex<Option<PathBuf>> = Mutex::new(None);
    let mut built = BUILT.lock().map_err(|_| io::Error::other("a build broke"))?;
    let folder = match built.take() {
        Some(folder) => folder,
        None => build()?,
    };
    Ok(built.insert(folder).join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

fn build() -> io::Result<PathBuf> {
    // A test lies at target/<profile folder>/deps/<test>.
    let test = env::current_exe()?;
    let folder = test
        .parent()
        .and_then(Path::parent)
        .ok_or_else(|| io::Error::other("the test does not lie in a target folder"))?;
    let mut build = cargo();
    build.args(["build", "--quiet", "--locked", "--workspace", "--bin", "entre", "--bin", "entre-relay"]);
    if let Some(target) = folder.parent() {
        build.arg("--target-dir").arg(target);
    }
    if folder.ends_with("release") {
        build.arg("--release");
    }
    if !build.status()?.success() {
        return Err(io::Error::other("cargo could not build the programs"));
    }
    Ok(folder.to_path_buf())
}
