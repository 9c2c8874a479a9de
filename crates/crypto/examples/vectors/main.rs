//! The test vectors of docs/protocol.md, made by and checked against the product's own code. Development only.
//!
//! `vectors write FILE` writes the file in the repository anew; `vectors open FILE` opens a file that the second
//! implementation in tools/verify has sealed.

extern crate entrenous_crypto as crypto;

mod cast;
mod derive;
mod expected;
mod file;
mod flips;
mod open;
mod random;
mod seal;
#[cfg(test)]
mod tests;

use std::io::Write;

use file::{At, Failure, Vectors};

/// The seed of the file in the repository.
const SEED: u64 = 2026;

#[expect(clippy::disallowed_methods, reason = "a program of its own; the crate itself does no I/O")]
fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["write", path] => {
            let vectors = seal::written(SEED)?;
            std::fs::write(path, vectors.to_json()?).at(path)?;
            format!("{} items written to {path}", vectors.len())
        }
        ["open", path] => {
            let vectors = Vectors::parse(&std::fs::read_to_string(path).at(path)?)?;
            open::opened(&vectors)?;
            let refused = flips::refused(&vectors)?;
            format!(
                "Rust opened {} items of {path} and refused {refused} altered copies of them",
                vectors.len()
            )
        }
        _ => return Err(Failure::new("usage", "vectors write FILE, or vectors open FILE")),
    };
    writeln!(std::io::stdout(), "{done}").at("stdout")
}
