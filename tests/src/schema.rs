//! Whether what `--json` prints is what `docs/json` says. A small reader of JSON Schema (draft 2020-12): the keywords that
//! those files use, and a refusal of every other, so that no schema says what nobody checks.

use std::collections::BTreeMap;
use std::{fs, io};

use serde_json::{Map, Value};

use crate::workspace_root;

/// The schemas of `docs/json`, by the name of their file without its end: the `kind` that they describe.
#[derive(Debug)]
pub struct Schemas {
    files: BTreeMap<String, Value>,
}

impl Schemas {
    /// Reads all of them.
    ///
    /// # Errors
    /// When a file cannot be read, or is no JSON.
    pub fn read() -> io::Result<Self> {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(workspace_root().join("docs/json"))? {
            let path = entry?.path();
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if path.extension().is_some_and(|end| end == "json") {
                files.insert(name, serde_json::from_slice(&fs::read(&path)?).map_err(io::Error::other)?);
            }
        }
        Ok(Self { files })
    }

    /// The kinds that are described.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str).filter(|name| *name != COMMON)
    }

    /// Checks one object against the schema of its kind.
    ///
    /// # Errors
    /// The first place that does not fit, or that there is no such schema.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        let kind = value["kind"].as_str().ok_or("the object has no kind")?;
        let schema = self.files.get(kind).ok_or_else(|| format!("docs/json/{kind}.json is missing"))?;
        self.fits((kind, schema), value, kind)
    }

    /// The same for a schema that is given.
    fn fits(&self, (file, schema): (&str, &Value), value: &Value, place: &str) -> Result<(), String> {
        let Value::Object(keywords) = schema else { return Err(format!("{place}: the schema is no object")) };
        for (keyword, said) in keywords {
            let held = match keyword.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" | "required" => Ok(()),
                "$ref" => self.refer(file, said, value, place),
                "type" => holds(is_of_type(said, value), place, || format!("{} is no {said}", sort(value))),
                "const" => holds(value == said, place, || format!("is not {said}")),
                "enum" => {
                    let one = said.as_array().is_some_and(|all| all.contains(value));
                    holds(one, place, || format!("{value} is none of {said}"))
                }
                "minimum" => {
                    let low = value.as_f64().zip(said.as_f64()).is_some_and(|(value, least)| value < least);
                    holds(!low, place, || format!("{value} is below {said}"))
                }
                "anyOf" => {
                    let all = said.as_array().map(Vec::as_slice).unwrap_or_default();
                    let one = all.iter().any(|one| self.fits((file, one), value, place).is_ok());
                    holds(one, place, || "fits none of what it may be".to_owned())
                }
                "items" => match value {
                    Value::Array(values) => values.iter().enumerate().try_for_each(|(index, value)| {
                        self.fits((file, said), value, &format!("{place}/{index}"))
                    }),
                    _ => Ok(()),
                },
                "properties" | "additionalProperties" => Ok(()),
                other => Err(format!("{place}: the schema says {other}, which nobody checks")),
            };
            held?;
        }
        match value {
            Value::Object(fields) => self.fields((file, keywords), fields, place),
            _ => Ok(()),
        }
    }

    fn fields(
        &self,
        (file, keywords): (&str, &Map<String, Value>),
        fields: &Map<String, Value>,
        place: &str,
    ) -> Result<(), String> {
        let required =
            keywords.get("required").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for name in required.iter().filter_map(Value::as_str) {
            holds(fields.contains_key(name), place, || format!("lacks {name}"))?;
        }
        for (name, value) in fields {
            let place = format!("{place}/{name}");
            let known = keywords.get("properties").and_then(|known| known.get(name));
            match (known, keywords.get("additionalProperties")) {
                (Some(schema), _) => self.fits((file, schema), value, &place)?,
                (None, Some(Value::Bool(false))) => return Err(format!("{place} is not described")),
                (None, Some(schema @ Value::Object(_))) => self.fits((file, schema), value, &place)?,
                (None, _) => {}
            }
        }
        Ok(())
    }

    /// `#/$defs/name` in the same file, `common.json#/$defs/name` in the one that all share.
    fn refer(&self, file: &str, said: &Value, value: &Value, place: &str) -> Result<(), String> {
        let said = said.as_str().unwrap_or_default();
        let (other, name) =
            said.split_once("#/$defs/").ok_or_else(|| format!("{place}: no reference: {said}"))?;
        let file = if other.is_empty() { file } else { other.strip_suffix(".json").unwrap_or(other) };
        let schema = self.files.get(file).and_then(|schema| schema["$defs"].get(name));
        let schema = schema.ok_or_else(|| format!("{place}: {said} leads nowhere"))?;
        self.fits((file, schema), value, place)
    }
}

fn holds(held: bool, place: &str, defect: impl FnOnce() -> String) -> Result<(), String> {
    if held { Ok(()) } else { Err(format!("{place}: {}", defect())) }
}

fn is_of_type(said: &Value, value: &Value) -> bool {
    match said {
        Value::Array(several) => several.iter().any(|one| is_of_type(one, value)),
        Value::String(one) => one == sort(value) || (one == "number" && value.is_number()),
        _ => false,
    }
}

fn sort(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// What several kinds have in common.
const COMMON: &str = "common";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_keyword_finds_what_breaks_it() {
        let common = json!({ "$defs": { "member": { "enum": ["manager", "report"] } } });
        let schemas = Schemas { files: BTreeMap::from([(COMMON.to_owned(), common)]) };
        let check = |schema: Value, sound: Value, broken: Value, defect: &str| {
            assert_eq!(schemas.fits(("x", &schema), &sound, "x"), Ok(()), "{schema} {sound}");
            let found = schemas.fits(("x", &schema), &broken, "x");
            assert_eq!(found, Err(defect.to_owned()), "{schema} {broken}");
        };
        check(json!({"type": "string"}), json!("a"), json!(1), "x: integer is no \"string\"");
        check(
            json!({"type": ["integer", "null"]}),
            json!(null),
            json!(1.5),
            "x: number is no [\"integer\",\"null\"]",
        );
        check(json!({"type": "number"}), json!(1), json!("1"), "x: string is no \"number\"");
        check(json!({"const": 1}), json!(1), json!(2), "x: is not 1");
        check(json!({"enum": ["a"]}), json!("a"), json!("b"), "x: \"b\" is none of [\"a\"]");
        check(json!({"minimum": 0}), json!(0), json!(-1), "x: -1 is below 0");
        check(
            json!({"items": {"type": "string"}}),
            json!(["a"]),
            json!(["a", 1]),
            "x/1: integer is no \"string\"",
        );
        check(
            json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
            json!(null),
            json!(1),
            "x: fits none of what it may be",
        );
        let object = json!({"properties": {"a": {}}, "required": ["a"], "additionalProperties": false});
        check(object.clone(), json!({"a": 1}), json!({}), "x: lacks a");
        check(object, json!({"a": 1}), json!({"a": 1, "b": 2}), "x/b is not described");
        let map = json!({"additionalProperties": {"type": "integer"}});
        check(map, json!({"a": 1}), json!({"a": "b"}), "x/a: string is no \"integer\"");
        let member = json!({"$ref": "common.json#/$defs/member"});
        check(member, json!("report"), json!("boss"), "x: \"boss\" is none of [\"manager\",\"report\"]");
        let unknown = schemas.fits(("x", &json!({"pattern": "a"})), &json!("a"), "x");
        assert_eq!(unknown, Err("x: the schema says pattern, which nobody checks".to_owned()));
        let nowhere = schemas.fits(("x", &json!({"$ref": "common.json#/$defs/y"})), &json!("a"), "x");
        assert_eq!(nowhere, Err("x: common.json#/$defs/y leads nowhere".to_owned()));
    }
}
