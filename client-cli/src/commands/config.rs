//! `config`: the settings of this program, where each comes from, and changing the file.

use language::{current, find, say};
use serde_json::{Value, json};

use crate::args;
use crate::config::{Key, allowed, nearest};
use crate::desk::Desk;
use crate::fail::{Exit, Fail};
use crate::page::{Page, Table, faint, plain, strong};

pub(crate) fn config(desk: &Desk, command: Option<&args::ConfigCommand>) -> Result<(), Fail> {
    match command {
        None | Some(args::ConfigCommand::List) => list(desk),
        Some(args::ConfigCommand::Get { key }) => get(desk, named(key)?),
        Some(args::ConfigCommand::Set { key, value }) => set(desk, named(key)?, Some(value)),
        Some(args::ConfigCommand::Unset { key }) => set(desk, named(key)?, None),
        Some(args::ConfigCommand::Edit) => edit(desk),
        Some(args::ConfigCommand::Path) => {
            let path = desk.config.path()?.display().to_string();
            desk.out.result("config_path", &json!({ "path": path }), || Page::sentence(&path));
            Ok(())
        }
    }
}

/// A value that holds now, and where it comes from.
struct Holds {
    value: Option<String>,
    from: &'static str,
}

fn list(desk: &Desk) -> Result<(), Fail> {
    desk.usable_config()?;
    let settings: Vec<Value> = Key::ALL.into_iter().map(|key| value_of(desk, key)).collect();
    let path = desk.config.path().ok().map(|path| path.display().to_string());
    desk.out.result("config", &json!({ "path": path, "settings": settings }), || {
        let mut page = Page::default();
        let mut table = Table::new(2, 1);
        for key in Key::ALL {
            let Holds { value, from } = holds(desk, key);
            let from = find(&format!("config-from-{from}"), &[]).unwrap_or_else(|| from.to_owned());
            let value = value.unwrap_or_else(|| "-".to_owned());
            table.row([vec![strong(key.word())], vec![plain(value)], vec![faint(from)]]);
        }
        page.table(table);
        if let Some(path) = &path {
            page.line([faint(path)]);
        }
        page
    });
    Ok(())
}

fn get(desk: &Desk, key: Key) -> Result<(), Fail> {
    desk.usable_config()?;
    let value = value_of(desk, key);
    desk.out
        .result("config_value", &value, || holds(desk, key).value.map_or_else(Page::default, Page::sentence));
    Ok(())
}

fn set(desk: &Desk, key: Key, value: Option<&String>) -> Result<(), Fail> {
    desk.usable_config()?;
    if let Some(value) = value.filter(|value| !key.takes(value)) {
        let what = say!("config-bad-value", value = value, key = key.word());
        return Err(Fail::new(Exit::Usage, "bad_value", what)
            .because(allowed(key))
            .because(say!("nothing-was-changed")));
    }
    let text = desk.config.with(key, value.map(String::as_str));
    let changed = text != desk.config.text();
    if changed {
        desk.config.write(&text)?;
    }
    let answer = json!({ "key": key.word(), "value": value, "changed": changed });
    desk.out.result("config_set", &answer, || {
        let said = match (changed, value) {
            (false, _) => say!("was-so"),
            (true, Some(value)) => say!("config-set", key = key.word(), value = value),
            (true, None) => say!("config-unset", key = key.word()),
        };
        Page::sentence(said)
    });
    Ok(())
}

fn edit(desk: &Desk) -> Result<(), Fail> {
    let path = desk.config.path()?.display().to_string();
    let edited = desk.edit("config", &path, desk.config.text())?;
    let changed = edited.is_some();
    if let Some(edited) = edited {
        let text = format!("{}\n", edited.text);
        let written = desk.config.write(&text);
        edited.finish(written)?;
    }
    desk.out.result("config_edited", &json!({ "path": path, "changed": changed }), || {
        Page::sentence(if changed { say!("verb-saved") } else { say!("nothing-has-changed") })
    });
    Ok(())
}

fn named(word: &str) -> Result<Key, Fail> {
    Key::named(word).map_err(|near| {
        Fail::new(Exit::NotFound, "no_such_setting", say!("config-no-key", key = word)).because(nearest(near))
    })
}

fn value_of(desk: &Desk, key: Key) -> Value {
    let Holds { value, from } = holds(desk, key);
    let value = match value.as_deref() {
        Some("true") => json!(true),
        Some("false") => json!(false),
        other => json!(other),
    };
    json!({ "key": key.word(), "value": value, "from": from })
}

fn holds(desk: &Desk, key: Key) -> Holds {
    let global = &desk.global;
    let variable = |name: &str| crate::desk::set(name);
    let option = match key {
        Key::Language => global.lang.clone(),
        Key::Color => global.color.map(|colour| colour.word().to_owned()),
        Key::Ascii => global.ascii.then(|| true.to_string()),
        Key::Quiet => global.quiet.then(|| true.to_string()),
        Key::Person | Key::Editor => None,
    };
    let environment = match key {
        Key::Language => variable("ENTRE_LANG").filter(|tag| key.takes(tag)),
        Key::Color => variable("ENTRE_COLOR").filter(|when| key.takes(when)),
        Key::Person => variable("ENTRE_PERSON"),
        Key::Editor => variable("VISUAL").or_else(|| variable("EDITOR")),
        Key::Ascii | Key::Quiet => None,
    };
    let system = match key {
        Key::Language => Some(current().tag().to_owned()),
        Key::Color => Some("auto".to_owned()),
        Key::Ascii => Some(desk.out.is_ascii().to_string()),
        Key::Quiet => Some(false.to_string()),
        Key::Person => None,
        Key::Editor => Some(crate::editor::FALLBACK.to_owned()),
    };
    let file = desk.config.value(key).map(str::to_owned);
    let ordered = [(option, "option"), (environment, "environment"), (file, "file"), (system, "system")];
    let first = ordered.into_iter().find(|(value, _)| value.is_some());
    first.map_or(Holds { value: None, from: "system" }, |(value, from)| Holds { value, from })
}
