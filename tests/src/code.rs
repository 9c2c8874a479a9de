//! Reading our own code, for tests that hold it against what is written elsewhere.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::workspace_root;

/// Every file of Rust below a folder of the workspace, with its path from the root.
///
/// # Errors
/// When one of them cannot be read.
pub fn files(folder: &str) -> io::Result<Vec<(PathBuf, String)>> {
    let mut found = Vec::new();
    walk(&workspace_root().join(folder), &mut found)?;
    Ok(found)
}

fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path)?;
            let below = path.strip_prefix(workspace_root()).unwrap_or(&path).to_path_buf();
            found.push((below, text));
        }
    }
    Ok(())
}

/// The arguments of a call up to the parenthesis that ends it, split at the commas between them.
#[must_use]
pub fn arguments(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut depth, mut quoted, mut escaped) =
        (Vec::new(), String::new(), 0, false, false);
    for character in text.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(character);
    }
    parts.push(part);
    parts
}

#[cfg(test)]
mod tests {
    use super::arguments;

    #[test]
    fn the_reader_of_calls_knows_strings_and_parentheses() {
        let found = arguments("\"name\", a = f(1, \"),\"), b = [1, 2],) rest");
        assert_eq!(found, ["\"name\"", " a = f(1, \"),\")", " b = [1, 2]", ""]);
    }
}
