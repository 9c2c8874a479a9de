//! Help in another language than English. English stands in the doc comments beside the commands and options; here the
//! same command line gets its texts from messages that are named after it: `help-agenda`, `help-agenda-examples`,
//! `help-agenda--private`, `help-add--under--general`. Names of commands and options are the same in every language.

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command, CommandFactory};
use language::{Language, Value, current, find};

use super::Cli;

/// The command line, with help in the language that the program speaks.
pub(crate) fn command() -> Command {
    match current() {
        Language::English => Cli::command(),
        Language::German => translated(Cli::command(), &find),
    }
}

/// Help as it is printed. For these three words clap has no setting.
pub(crate) fn printed(help: &str) -> String {
    if current() == Language::English {
        return help.to_owned();
    }
    let word = |name: &str, english: &str| find(name, &[]).unwrap_or_else(|| english.to_owned());
    let lines = help.lines().map(|line| match line {
        "Arguments:" => word("help-word-arguments", line),
        "Options:" => word("help-word-options", line),
        _ => match line.strip_prefix("Usage:") {
            Some(usage) => format!("{}{usage}", word("help-word-usage", "Usage:")),
            None => line.trim_end().to_owned(),
        },
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// What there is for a name, with what goes into it.
type Say<'a> = &'a dyn Fn(&str, &[(&str, Value)]) -> Option<String>;

/// A command line with the texts that `say` has for it.
fn translated(command: Command, say: Say<'_>) -> Command {
    let mut built = command.clone();
    built.build();
    walk(command, &built, "", say)
}

/// A command and those below it. `built` is the same with everything that clap adds by itself.
fn walk(command: Command, built: &Command, path: &str, say: Say<'_>) -> Command {
    let name = if path.is_empty() { "help-root".to_owned() } else { format!("help-{path}") };
    let mut command = texts(command, &name, say);
    command = command.mut_args(|arg| {
        let of = if arg.is_global_set() { "help-everywhere" } else { &name };
        in_words(arg, of, say)
    });
    command = own_flags(command, built, say);
    command.mut_subcommands(|below| {
        let word = below.get_name().to_owned();
        let path = if path.is_empty() { word.clone() } else { format!("{path}-{word}") };
        match built.find_subcommand(&word) {
            Some(built) => walk(below, built, &path, say),
            None => below,
        }
    })
}

fn texts(mut command: Command, name: &str, say: Say<'_>) -> Command {
    if let Some(about) = command.get_about().and_then(|_| say(name, &[])) {
        command = command.about(about);
    }
    if let Some(long) = command.get_long_about().and_then(|_| say(&format!("{name}-long"), &[])) {
        command = command.long_about(long);
    }
    if let Some(examples) = command.get_before_help().and_then(|_| say(&format!("{name}-examples"), &[])) {
        command = command.before_help(examples);
    }
    if let Some(after) = command.get_after_help().and_then(|_| say(&format!("{name}-after"), &[])) {
        command = command.after_help(after);
    }
    match say("help-word-commands", &[]) {
        Some(heading) => command.subcommand_help_heading(heading),
        None => command,
    }
}

/// `--help` and `--version`, which clap would add in English.
fn own_flags(command: Command, built: &Command, say: Say<'_>) -> Command {
    let there = |id: &str| built.get_arguments().find(|arg| arg.get_id() == id);
    let mut command = command.next_help_heading(None);
    if let Some(help) = there("help") {
        let more = help.get_help().is_some_and(|text| text.to_string().contains("--help"));
        let mut flag = Arg::new("help").short('h').long("help").action(ArgAction::Help).display_order(LAST);
        flag = match more {
            true => flag
                .help(say("help-word-help-short", &[]).unwrap_or_default())
                .long_help(say("help-word-help-long", &[]).unwrap_or_default()),
            false => flag.help(say("help-word-help", &[]).unwrap_or_default()),
        };
        command = command.disable_help_flag(true).arg(flag);
    }
    if there("version").is_some() {
        let flag = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        let flag = flag.display_order(LAST).help(say("help-word-version", &[]).unwrap_or_default());
        command = command.disable_version_flag(true).arg(flag);
    }
    command
}

/// An argument with its help; what clap would put behind it in English stands in that help, too.
fn in_words(mut arg: Arg, of: &str, say: Say<'_>) -> Arg {
    if arg.get_help_heading().is_some()
        && let Some(heading) = say("help-word-everywhere", &[])
    {
        arg = arg.help_heading(heading);
    }
    let word = arg.get_long().map_or_else(|| arg.get_id().as_str().replace('_', "-"), str::to_owned);
    let name = format!("{of}--{word}");
    let Some(help) = say(&name, &[]) else { return arg };
    let takes = arg.get_action().takes_values();
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let default = (takes && !arg.is_hide_default_value_set() && !defaults.is_empty())
        .then(|| say("help-word-default", &[("value", Value::Text(defaults.join(" ")))]))
        .flatten();
    let values = if takes && !arg.is_hide_possible_values_set() { shown_values(&arg) } else { Vec::new() };
    let listed: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    let possible = (!listed.is_empty())
        .then(|| say("help-word-possible", &[("values", Value::Text(listed.join(", ")))]))
        .flatten();
    let explained: Vec<_> = values.iter().map(|value| (value, explained(value, &name, say))).collect();
    let short = [Some(help.clone()), default.clone(), possible].into_iter().flatten().collect::<Vec<_>>();
    arg = arg.help(short.join(" ")).hide_default_value(takes).hide_possible_values(takes);
    if explained.iter().any(|(_, text)| text.is_some()) {
        let wide = listed.iter().map(|value| value.len()).max().unwrap_or(0) + 1;
        let lines = explained.iter().map(|(value, text)| {
            format!("- {:<wide$} {}", format!("{}:", value.get_name()), text.as_deref().unwrap_or_default())
        });
        let list = say("help-word-values", &[]).into_iter().chain(lines).collect::<Vec<_>>().join("\n");
        let long = [Some(help), Some(list), default].into_iter().flatten().collect::<Vec<_>>();
        arg = arg.long_help(long.join("\n\n"));
    } else if arg.get_long_help().is_some() {
        arg = arg.long_help(say(&format!("{name}-long"), &[]).unwrap_or_default());
    }
    arg
}

fn shown_values(arg: &Arg) -> Vec<PossibleValue> {
    arg.get_possible_values().into_iter().filter(|value| !value.is_hide_set()).collect()
}

fn explained(value: &PossibleValue, name: &str, say: Say<'_>) -> Option<String> {
    value.get_help().and_then(|_| say(&format!("{name}--{}", value.get_name()), &[]))
}

/// Behind all others.
const LAST: usize = 999;

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use language::speaking;

    use super::*;

    /// The file with the texts.
    const FILE: &str = include_str!("../../../crates/language/messages/de/commands.ftl");

    /// Every command with its words, the root first.
    fn commands(command: &Command, found: &mut Vec<Command>) {
        found.push(command.clone());
        command.get_subcommands().for_each(|below| commands(below, found));
    }

    fn in_german() -> Vec<Command> {
        let mut command = speaking(Language::German, command);
        command.build();
        let mut found = Vec::new();
        commands(&command, &mut found);
        found
    }

    #[test]
    fn everything_on_the_command_line_has_german_help_and_nothing_else_has() {
        let (wanted, missing) = (RefCell::new(BTreeSet::new()), RefCell::new(BTreeSet::new()));
        let say = |name: &str, values: &[(&str, Value)]| {
            wanted.borrow_mut().insert(name.to_owned());
            let text = speaking(Language::German, || find(name, values));
            if text.is_none() {
                missing.borrow_mut().insert(name.to_owned());
            }
            text
        };
        translated(Cli::command(), &say);
        let missing = missing.into_inner();
        assert!(
            missing.is_empty(),
            "write these into crates/language/messages/de/commands.ftl: {missing:#?}"
        );
        let wanted = wanted.into_inner();
        let names =
            FILE.lines().filter(|line| line.starts_with("help-")).filter_map(|line| line.split(" =").next());
        for name in names.filter(|name| !PRINTED.contains(name)) {
            assert!(wanted.contains(name), "there is nothing that {name} would be the help of");
        }
    }

    /// Words that are looked for when help is printed.
    const PRINTED: [&str; 3] = ["help-word-arguments", "help-word-options", "help-word-usage"];

    #[test]
    fn german_help_holds_none_of_the_words_that_clap_adds() {
        for command in in_german() {
            let pages = [command.clone().render_help(), command.clone().render_long_help()];
            for page in pages.map(|page| speaking(Language::German, || printed(&page.to_string()))) {
                for word in
                    ["Usage:", "Options:", "Arguments:", "Commands:", "default:", "ossible values", "Print "]
                {
                    assert!(!page.contains(word), "{word} in the help of {}:\n{page}", command.get_name());
                }
            }
        }
    }

    #[test]
    fn the_two_languages_take_the_same_command_lines() {
        speaking(Language::German, command).debug_assert();
        for line in ["agenda sam -p --json", "add sam text --under progress", "-h", "--version", "undo 0"] {
            let words = || std::iter::once("entre").chain(line.split(' '));
            let german = speaking(Language::German, || command().try_get_matches_from(words()));
            let english = Cli::command().try_get_matches_from(words());
            assert_eq!(
                german.map(drop).map_err(|error| error.kind()),
                english.map(drop).map_err(|error| error.kind())
            );
        }
    }

    #[test]
    fn help_of_a_command_in_german() {
        let help = |name: &str, long: bool| {
            let mut all = speaking(Language::German, command).term_width(80);
            all.build();
            let mut command = all.find_subcommand(name).unwrap().clone();
            let page = if long { command.render_long_help() } else { command.render_help() };
            speaking(Language::German, || printed(&page.to_string()))
        };
        insta::assert_snapshot!(help("sync-check", false), @r#"
        Beispiele:
          entre sync-check sam               gleicht ab und zeigt dann vier Wörter zum
          Vergleichen

        Vier Wörter, die zeigen, ob ihr beide alles habt

        Verwendung: entre sync-check [OPTIONS] [PERSON]

        Argumente:
          [PERSON]  Ein eindeutiger Teil des Namens

        Optionen:
          -h, --help  Hilfe zeigen

        Überall:
              --home <DIR>       Der Ordner mit allem, was du hast (oder `ENTRE_HOME`)
              --json             Ein JSON-Objekt auf stdout, auch für Fehler
              --color <WHEN>     Farben (oder `ENTRE_COLOR`)
              --lang <LANGUAGE>  en oder de (oder `ENTRE_LANG`); sonst die Sprache des
                                 Systems
              --ascii            Zeichen in einfachem ASCII
          -q, --quiet            Keine Hinweise
              --no-input         Nie fragen; scheitern und die fehlende Option nennen
        "#);
        insta::assert_snapshot!(help("export", true), @r#"
        Beispiele:
          entre export ~/one-to-ones
          entre export ~/one-to-ones --person sam --format markdown
          entre export ~/mine --with-private   deine privaten Notizen in einer eigenen
          Datei
          entre export ~/raw --format automerge   die Dokumente selbst, für jedes
          Werkzeug, das automerge liest
          entre export --sealed stick/alex.sealed sam   zum Übergeben an Sam, ohne Relay
          entre export --sealed stick/all.sealed        für deine eigenen Geräte: auch
          deine privaten Notizen

        Alles in Dateien: zum Lesen ohne entre, oder versiegelt, zum Übergeben ohne
        Relay

        Verwendung: entre export [OPTIONS] [OUT]

        Argumente:
          [OUT]
                  Ein Ordner, der neu oder leer ist; mit --sealed die Person

        Optionen:
              --sealed <FILE>
                  Eine neue Datei versiegelter Umschläge für `entre import`. Mit einer
                  Person: was du mit ihr teilst, zum Übergeben an sie. Ohne: alles, auch
                  deine versiegelten privaten Notizen, für deine eigenen Geräte. Wer die
                  Datei findet, sieht, was ein Relay sieht

              --format <FORMAT>
                  Was geschrieben wird

                  Mögliche Werte:
                  - markdown:  Zum Lesen
                  - json:      Für Programme, und für entre import
                  - both:      Beides
                  - automerge: Die automerge-Dokumente, mit allem, was je darin war,
                  auch gelöschten Texten

                  [Vorgabe: both]

              --person <PERSON>
                  Eine Person statt aller

              --with-private
                  Auch deine privaten Notizen, in einer eigenen Datei

              --yes
                  Nicht fragen, bevor private Notizen geschrieben werden

          -h, --help
                  Hilfe zeigen (kurz gefasst mit '-h')

        Überall:
              --home <DIR>
                  Der Ordner mit allem, was du hast (oder `ENTRE_HOME`)

              --json
                  Ein JSON-Objekt auf stdout, auch für Fehler

              --color <WHEN>
                  Farben (oder `ENTRE_COLOR`)

              --lang <LANGUAGE>
                  en oder de (oder `ENTRE_LANG`); sonst die Sprache des Systems

              --ascii
                  Zeichen in einfachem ASCII

          -q, --quiet
                  Keine Hinweise

              --no-input
                  Nie fragen; scheitern und die fehlende Option nennen
        "#);
    }
}
