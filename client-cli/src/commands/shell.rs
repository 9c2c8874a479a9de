//! Completions for shells and manual pages, made from the command line itself. Names of people are in neither.

use std::fs;

use language::say;
use serde_json::json;

use crate::args;
use crate::desk::Desk;
use crate::fail::{Exit, Fail};
use crate::page::Page;

pub(crate) fn completions(desk: &Desk, args: &args::Completions) -> Result<(), Fail> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::command(), "entre", &mut script);
    desk.out.laid_out("completions", &String::from_utf8_lossy(&script));
    Ok(())
}

pub(crate) fn man(desk: &Desk, args: &args::Man) -> Result<(), Fail> {
    let failed = |error: std::io::Error| {
        let path = args.out.display().to_string();
        Fail::new(
            Exit::Failed,
            "output_failed",
            say!("path-not-written", path = path, error = error.to_string()),
        )
    };
    fs::create_dir_all(&args.out).map_err(failed)?;
    clap_mangen::generate_to(args::command(), &args.out).map_err(failed)?;
    let pages = fs::read_dir(&args.out).map_err(failed)?.count();
    let folder = args.out.display().to_string();
    desk.out.result("man", &json!({ "folder": folder, "pages": pages }), || {
        Page::sentence(say!("man-written", folder = folder, count = pages))
    });
    Ok(())
}
