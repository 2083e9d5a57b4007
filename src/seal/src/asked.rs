//! What a desk asks of its server, as the entry of the log names it: the small things in words (`details`), everything in one hash.

use crate::canonical::MAX_SAFE;
use crate::ids::Hash32;
use serde_json::Value;
use std::collections::BTreeMap;

/// The detail of an entry that holds [`request_hash`].
pub const REQUEST: &str = "request";
/// The field of a request in which its entry travels: what is signed cannot hold its own signature.
pub const ENTRY: &str = "audit";

/// SHA-256 of a request's body in canonical form (keys sorted, no white space, whole numbers), without its entry. `None`: the body
/// is no object, or holds what has no one spelling.
pub fn request_hash(body: &Value) -> Option<Hash32> {
    let mut text = String::new();
    let fields: BTreeMap<&String, &Value> = body.as_object()?.iter().filter(|(name, _)| *name != ENTRY).collect();
    write_object(&fields, &mut text)?;
    Some(Hash32::of(text.as_bytes()))
}

/// SHA-256 of these ids, sorted, one a line: how an entry names more than fit into it.
pub fn many<T: AsRef<str>>(ids: impl IntoIterator<Item = T>) -> Hash32 {
    let mut ids: Vec<String> = ids.into_iter().map(|id| id.as_ref().to_owned()).collect();
    ids.sort_unstable();
    Hash32::of(ids.join("\n").as_bytes())
}

fn write(value: &Value, text: &mut String) -> Option<()> {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => text.push_str(&value.to_string()),
        Value::Number(number) => {
            let size = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
            size.filter(|size| *size <= MAX_SAFE)?;
            text.push_str(&number.to_string());
        }
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at == 0 { "" } else { "," });
                write(item, text)?;
            }
            text.push(']');
        }
        Value::Object(fields) => write_object(&fields.iter().collect(), text)?,
    }
    Some(())
}

// Sorted here and not by serde_json's map: another crate of the program may have asked that it keeps the order of the text.
fn write_object(fields: &BTreeMap<&String, &Value>, text: &mut String) -> Option<()> {
    text.push('{');
    for (at, (name, value)) in fields.iter().enumerate() {
        // Beyond ASCII the two twins would sort differently.
        if !name.is_ascii() {
            return None;
        }
        text.push_str(if at == 0 { "" } else { "," });
        text.push_str(&Value::from(name.as_str()).to_string());
        text.push(':');
        write(value, text)?;
    }
    text.push('}');
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_request_has_one_hash_however_it_is_spelled_and_whatever_entry_it_carries() {
        let asked: Value =
            serde_json::from_str("{ \"b\": [1, -2, null], \"a\": {\"y\":\"\\u0041\\n\", \"x\":true}, \"audit\": \"one\" }").unwrap();
        let plain = Hash32::of(b"{\"a\":{\"x\":true,\"y\":\"A\\n\"},\"b\":[1,-2,null]}");
        assert_eq!(request_hash(&asked), Some(plain));
        let mut other = asked.clone();
        other["audit"] = "another".into();
        assert_eq!(request_hash(&other), Some(plain));
        other["b"][2] = 0.into();
        assert_ne!(request_hash(&other), Some(plain));
        // Its own name deeper inside is a field like any other.
        assert_ne!(request_hash(&json!({ "a": { "audit": 1 } })), request_hash(&json!({ "a": {} })));
    }

    #[test]
    fn what_has_no_one_spelling_has_no_hash() {
        for bad in
            [json!([]), json!("x"), json!({ "a": 1.5 }), json!({ "a": 1_u64 << 53 }), json!({ "ä": 1 }), json!({ "a": [{ "é": 1 }] })]
        {
            assert_eq!(request_hash(&bad), None, "{bad}");
        }
    }

    #[test]
    fn many_ids_have_one_hash_in_any_order() {
        assert_eq!(many(["b", "a"]), Hash32::of(b"a\nb"));
        assert_ne!(many(["a"]), many(["a", "b"]));
        assert_eq!(many::<&str>([]), Hash32::of(b""));
    }
}
