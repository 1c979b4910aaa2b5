//! Values made from a JSON Schema: of the right shape as a rule, sometimes a little beside it.

use super::dice::Dice;
use serde_json::{Map, Value, json};

/// What stands in the fields of a name, so that commands find what they are about.
pub type Names<'a> = &'a dyn Fn(&str, &mut Dice) -> Option<Value>;

/// Makes a value.
pub fn make(schema: &Value, root: &Value, field: &str, names: Names<'_>, dice: &mut Dice, depth: usize) -> Value {
    if let Some(named) = names(field, dice).filter(|_| !dice.one_in(12)) {
        return named;
    }
    if dice.one_in(150) {
        return odd(dice);
    }
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(path) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(path.trim_start_matches('#')).unwrap_or(&Value::Null);
        return make(target, root, field, names, dice, depth + 1);
    }
    if let Some(all) = schema.get("enum").and_then(Value::as_array) {
        return all[dice.below(all.len())].clone();
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(all) = schema.get(key).and_then(Value::as_array) {
            let mut value = make(&all[dice.below(all.len())], root, field, names, dice, depth + 1);
            // What stands beside the choice belongs to every one of them.
            if let (Value::Object(object), Some(_)) = (&mut value, schema.get("properties")) {
                fill(object, schema, root, names, dice, depth);
            }
            return value;
        }
    }
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds[dice.below(kinds.len())].as_str(),
        Some(kind) => kind.as_str(),
        None => None,
    };
    match kind {
        Some("object") => {
            let mut object = Map::new();
            fill(&mut object, schema, root, names, dice, depth);
            Value::Object(object)
        }
        Some("array") => {
            let many = if depth > 8 { 0 } else { dice.below(4) };
            let items = schema.get("items").unwrap_or(&Value::Null);
            (0..many).map(|_| make(items, root, field, names, dice, depth + 1)).collect()
        }
        Some("integer" | "number") => number(dice),
        Some("boolean") => dice.one_in(2).into(),
        Some("null") => Value::Null,
        _ => string(schema, dice),
    }
}

fn fill(
    object: &mut Map<String, Value>,
    schema: &Value,
    root: &Value,
    names: Names<'_>,
    dice: &mut Dice,
    depth: usize,
) {
    let required: Vec<_> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    for (name, of) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        // Every command on a case needs its number, though the schema cannot say so.
        let wanted = if name == "no" || required.contains(&name.as_str()) {
            !dice.one_in(60)
        } else {
            dice.one_in(3) && depth < 10
        };
        if wanted {
            let value = make(of, root, name, names, dice, depth + 1);
            if !value.is_null() || dice.one_in(3) {
                object.insert(name.clone(), value);
            }
        }
    }
    if dice.one_in(100) {
        object.insert(dice.text(2), odd(dice));
    }
}

fn number(dice: &mut Dice) -> Value {
    match dice.below(12) {
        0 => json!(u64::MAX),
        1 => json!(i64::MIN),
        2 => json!(-1),
        3 => json!(u32::MAX),
        4 => json!(1e300),
        5 => json!(i64::MAX),
        _ => dice.below(6).into(),
    }
}

fn string(schema: &Value, dice: &mut Dice) -> Value {
    const DAYS: [&str; 9] = [
        "2026-11-23",
        "2026-11-21",
        "2026-11-24",
        "2026-12-31",
        "2026-02-30",
        "0001-01-01",
        "9999-12-31",
        "-262143-01-01",
        "+262142-12-31",
    ];
    const MOMENTS: [&str; 8] = [
        "2026-11-23 09:00",
        "2026-11-24T14:30:00+08:00",
        "2026-11-20 10:00",
        "1900-01-01 00:00",
        "9999-12-31 23:59",
        "2026-11-23T09:00:00-23:59",
        "0000-01-01T00:00:00Z",
        "2026-11-23 24:00",
    ];
    match schema.get("format").and_then(Value::as_str) {
        Some("date") => dice.of(&DAYS).into(),
        Some("date-time") => dice.of(&MOMENTS).into(),
        _ if dice.one_in(12) => dice.of(&DAYS).into(),
        _ if dice.one_in(12) => dice.of(&MOMENTS).into(),
        _ => dice.text(6).into(),
    }
}

/// Returns something of no particular shape.
fn odd(dice: &mut Dice) -> Value {
    match dice.below(7) {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({}),
        3 => json!([[[[[[[[[[]]]]]]]]]]),
        4 => number(dice),
        5 => dice.one_in(2).into(),
        _ => dice.text(4).into(),
    }
}
