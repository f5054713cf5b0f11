//! JSON with one spelling: what is hashed, signed and compared.
//!
//! Members in the order of their keys' UTF-8 bytes, no blanks, numbers and strings as `serde_json`
//! writes them (shortest digits that read back to the same number).

use serde::Serialize;
use serde_json::Value;

/// The canonical bytes of anything that serialises to JSON.
pub fn bytes<T: Serialize>(of: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = Vec::with_capacity(512);
    write(&serde_json::to_value(of)?, &mut out)?;
    Ok(out)
}

/// The canonical bytes of an object with these members, which come sorted; those that are values already are not
/// copied first.
pub(crate) fn of_members(
    members: &[(&str, std::borrow::Cow<'_, Value>)],
) -> Result<Vec<u8>, serde_json::Error> {
    debug_assert!(members.is_sorted_by_key(|(name, _)| *name));
    let mut out = Vec::with_capacity(512);
    out.push(b'{');
    for (at, (name, value)) in members.iter().enumerate() {
        comma(at, &mut out);
        serde_json::to_writer(&mut out, name)?;
        out.push(b':');
        write(value, &mut out)?;
    }
    out.push(b'}');
    Ok(out)
}

/// Writes one value. Maps are sorted here, whatever order `serde_json` was built to keep.
fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    match value {
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                comma(at, out);
                write(item, out)?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
            sorted.sort_unstable_by_key(|(key, _)| key.as_bytes());
            out.push(b'{');
            for (at, (key, item)) in sorted.into_iter().enumerate() {
                comma(at, out);
                serde_json::to_writer(&mut *out, key)?;
                out.push(b':');
                write(item, out)?;
            }
            out.push(b'}');
        }
        plain => serde_json::to_writer(&mut *out, plain)?,
    }
    Ok(())
}

fn comma(at: usize, out: &mut Vec<u8>) {
    if at > 0 {
        out.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn members_are_in_the_order_of_their_keys() {
        let one = bytes(&json!({"b": [1, 2.5, null], "a": {"é": "x", "z": true}})).unwrap();
        assert_eq!(one, r#"{"a":{"z":true,"é":"x"},"b":[1,2.5,null]}"#.as_bytes());
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map(".{0,4}", inner, 0..4)
                    .prop_map(|members| members.into_iter().collect()),
            ]
        })
    }

    proptest! {
        /// A recipient that reads an object and writes it again must get the signed bytes.
        #[test]
        fn reading_and_writing_again_gives_the_same_bytes(value in any_json()) {
            let once = bytes(&value).unwrap();
            let read: Value = serde_json::from_slice(&once).unwrap();
            prop_assert_eq!(bytes(&read).unwrap(), once);
        }
    }
}
