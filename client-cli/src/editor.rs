//! A text in the person's own editor. The file is readable by its owner only, lies in memory where the system offers
//! that, and is kept whenever what was written could not be saved.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use client::io_words;
use language::say;

use crate::fail::{Exit, Fail};
use crate::text;

/// What the editor shows.
#[derive(Clone, Debug)]
pub(crate) struct Buffer<'a> {
    /// A word for the file name, such as the short name of the topic.
    pub(crate) name: &'a str,
    /// Lines above the text, without `# `: who reads it comes first.
    pub(crate) header: Vec<String>,
    /// The text to begin with.
    pub(crate) text: &'a str,
}

/// What was written, and the file that holds it until it is saved elsewhere.
#[derive(Debug)]
pub(crate) struct Edited {
    pub(crate) text: String,
    file: PathBuf,
}

impl Edited {
    /// Removes the file when the text was saved, and names it in the failure when it was not.
    pub(crate) fn finish<T>(self, saved: Result<T, Fail>) -> Result<T, Fail> {
        match saved {
            Ok(done) => {
                remove(&self.file);
                Ok(done)
            }
            Err(fail) => Err(fail.because(kept(&self.file))),
        }
    }
}

/// Opens the editor. `None` when the text comes back empty or as it was.
pub(crate) fn edit(buffer: &Buffer<'_>, home: &Path, usual: Option<&str>) -> Result<Option<Edited>, Fail> {
    let editor = Editor::chosen(usual);
    let folder = folder(home)?;
    let file = folder.join(format!("{}-{}.md", buffer.name, std::process::id()));
    let header: String = buffer.header.iter().map(|line| format!("# {line}\n")).collect();
    let shown = format!("{header}{}\n", buffer.text);
    write_private(&file, &shown).map_err(|error| cannot_write(&file, &error))?;
    let started = Instant::now();
    let ended = editor.command(&file).status();
    let read = fs::read(&file);
    match ended {
        Err(error) => {
            remove(&file);
            return Err(Fail::new(
                Exit::Failed,
                "no_editor",
                say!("editor-not-started", name = editor.name(), error = error.to_string()),
            )
            .attempt("export EDITOR=vi")
            .attempt(say!("editor-or-stdin")));
        }
        Ok(status) if !status.success() => {
            let changed = read.as_ref().is_ok_and(|bytes| bytes != shown.as_bytes());
            let fail = Fail::new(Exit::Failed, "editor_failed", say!("editor-failed", name = editor.name()));
            if changed {
                return Err(fail.because(kept(&file)));
            }
            remove(&file);
            return Err(fail.because(say!("nothing-changed")));
        }
        Ok(_) => {}
    }
    let bytes = read.map_err(|error| {
        Fail::new(Exit::Failed, "editor_file", say!("editor-unreadable", error = io_words(&error)))
    })?;
    if bytes == shown.as_bytes() && editor.goes_to_background() && started.elapsed() < TOO_FAST {
        return Err(Fail::new(Exit::Failed, "editor_left", say!("editor-left", name = editor.name()))
            .because(say!("editor-wait", name = editor.name()))
            .because(kept(&file)));
    }
    let text = match text::read(&mut bytes.as_slice()) {
        Ok(text) => text,
        Err(fail) => return Err(fail.because(kept(&file))),
    };
    let text = without_header(&text, &buffer.header);
    if text.trim().is_empty() || text.trim_end() == buffer.text.trim_end() {
        remove(&file);
        return Ok(None);
    }
    Ok(Some(Edited { text: text.trim_end().to_owned(), file }))
}

/// Takes our own lines from the top. A heading that the person wrote below stays.
fn without_header<'a>(text: &'a str, header: &[String]) -> &'a str {
    let mut rest = text;
    while let Some((line, below)) = rest.split_once('\n').or_else(|| (!rest.is_empty()).then_some((rest, "")))
    {
        let ours =
            line.strip_prefix("# ").is_some_and(|line| header.iter().any(|known| known == line.trim_end()));
        if !ours {
            break;
        }
        rest = below;
    }
    rest
}

/// The program and its arguments.
struct Editor {
    words: Vec<String>,
}

impl Editor {
    /// The one of the environment, else the usual one.
    fn chosen(usual: Option<&str>) -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let line = set("VISUAL").or_else(|| set("EDITOR"));
        let line = line.unwrap_or_else(|| usual.unwrap_or(FALLBACK).to_owned());
        Self { words: line.split_whitespace().map(str::to_owned).collect() }
    }

    /// The name without its folder.
    fn name(&self) -> &str {
        let program = self.words.first().map_or(FALLBACK, String::as_str);
        Path::new(program).file_name().and_then(|name| name.to_str()).unwrap_or(program)
    }

    fn command(&self, file: &Path) -> Command {
        let mut words = self.words.iter();
        let mut command = Command::new(words.next().map_or(FALLBACK, String::as_str));
        command.args(words);
        // Vi leaves copies of the text in swap, backup, undo and history files unless it is told not to.
        match self.name() {
            "vim" | "gvim" | "mvim" => {
                command.args([
                    "-n",
                    "-i",
                    "NONE",
                    "--cmd",
                    "set noswapfile nobackup nowritebackup noundofile",
                ]);
            }
            "nvim" => {
                command.args([
                    "-n",
                    "-i",
                    "NONE",
                    "--cmd",
                    "set noswapfile nobackup nowritebackup noundofile shada=",
                ]);
            }
            _ => {}
        }
        command.arg(file);
        command
    }

    /// Editors with windows that return at once unless they are told to wait.
    fn goes_to_background(&self) -> bool {
        let waits = self.words.iter().any(|word| matches!(word.as_str(), "--wait" | "-w" | "-W"));
        !waits
            && matches!(
                self.name(),
                "code" | "codium" | "code-insiders" | "subl" | "zed" | "gedit" | "kate" | "atom"
            )
    }
}

/// A folder in memory that only this user can enter, else one beside the store.
fn folder(home: &Path) -> Result<PathBuf, Fail> {
    let memory = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_dir());
    let folder = memory.map_or_else(|| home.join("edit"), |path| path.join("entre"));
    create_private_folder(&folder).map_err(|error| cannot_write(&folder, &error))?;
    Ok(folder)
}

fn create_private_folder(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(file)?.write_all(text.as_bytes())
}

fn remove(file: &Path) {
    // Gone already is as good.
    drop(fs::remove_file(file));
    drop(file.parent().map(fs::remove_dir));
}

fn kept(file: &Path) -> String {
    say!("text-kept-in", file = file.display().to_string())
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Fail {
    Fail::new(
        Exit::Failed,
        "editor_file",
        say!("path-not-written", path = path.display().to_string(), error = io_words(error)),
    )
}

pub(crate) const FALLBACK: &str = if cfg!(windows) { "notepad" } else { "nano" };
const TOO_FAST: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_lines_are_taken_from_the_top() {
        let header = vec!["You and Sam both read this.".to_owned(), "Topic ba.".to_owned()];
        let check = |text: &str, expected: &str| assert_eq!(without_header(text, &header), expected);
        check("# You and Sam both read this.\n# Topic ba.\nTitle\n# My heading\n", "Title\n# My heading\n");
        check("# My heading\ntext", "# My heading\ntext");
        check("# You and Sam both read this.", "");
        check("", "");
    }

    #[test]
    fn vi_is_told_to_leave_no_copies() {
        let editor = Editor { words: vec!["/usr/bin/vim".to_owned(), "-X".to_owned()] };
        let command = editor.command(Path::new("note.md"));
        let arguments: Vec<_> =
            command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect();
        assert_eq!(arguments.first().map(String::as_str), Some("-X"));
        assert!(arguments.contains(&"NONE".to_owned()) && arguments.last() == Some(&"note.md".to_owned()));
    }
}
