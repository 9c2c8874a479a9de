//! Whether a JSON value says nothing that was not understood: compared with what was read from it, written again.

use serde_json::Value;

/// The first place where `given` says something that is not in `understood`. What is in `understood` alone is a default.
pub(super) fn first_difference(given: &Value, understood: &Value) -> Option<String> {
    difference(given, Some(understood), &mut Vec::new())
}

fn difference(given: &Value, understood: Option<&Value>, path: &mut Vec<String>) -> Option<String> {
    match (given, understood) {
        (Value::Null, None) => None,
        (Value::Object(given), Some(Value::Object(understood))) => given
            .iter()
            .find_map(|(key, value)| inside(path, key, |path| difference(value, understood.get(key), path))),
        (Value::Array(given), Some(Value::Array(understood))) if given.len() == understood.len() => {
            let mut pairs = given.iter().zip(understood).enumerate();
            pairs.find_map(|(index, (value, other))| {
                inside(path, &index.to_string(), |path| difference(value, Some(other), path))
            })
        }
        (given, Some(understood)) if given == understood => None,
        _ => Some(path.join("/")),
    }
}

fn inside<T>(path: &mut Vec<String>, key: &str, look: impl FnOnce(&mut Vec<String>) -> T) -> T {
    // A key can be any text of a stranger's file; what is shown of it is short and plain.
    let shown = key.chars().filter(|character| !character.is_control()).take(KEY_CHARS_SHOWN).collect();
    path.push(shown);
    let found = look(path);
    path.pop();
    found
}

const KEY_CHARS_SHOWN: usize = 64;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_not_understood_is_named_by_its_place() {
        let check = |given: Value, understood: Value, place: Option<&str>| {
            assert_eq!(first_difference(&given, &understood).as_deref(), place, "{given}");
        };
        check(json!({"a": 1}), json!({"a": 1, "b": []}), None);
        check(json!({"a": null}), json!({}), None);
        check(json!({"a": {"new": 1}}), json!({"a": {}}), Some("a/new"));
        check(json!({"a": [1, {"b": "x"}]}), json!({"a": [1, {"b": "y"}]}), Some("a/1/b"));
        check(json!({"a": [1, 2]}), json!({"a": [1]}), Some("a"));
        check(json!({"a": 1}), json!({"a": "1"}), Some("a"));
        check(json!({"a": 1}), json!({"a": null}), Some("a"));
    }
}
