//! Looking for what must not leave, byte by byte.

use serde_json::Value;

use super::oracle::Expected;
use crate::object::Object;

/// Something of an object that would be recognised anywhere.
struct Token {
    path: String,
    text: String,
}

/// The first token of the object that stands in `sent` although it was not to leave.
pub(super) fn forbidden(object: &Object, expected: &Expected, sent: &[u8]) -> Option<String> {
    let tokens = tokens(object);
    let stays = tokens.iter().filter(|token| !may_leave(&token.path, object, expected));
    let found = stays.into_iter().find(|token| contains(sent, token.text.as_bytes()));
    found.map(|token| token.path.clone())
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(haystack, needle).is_some()
}

fn tokens(object: &Object) -> Vec<Token> {
    let mut tokens = vec![
        Token { path: "/id".to_owned(), text: object.id.to_string() },
        Token { path: "/time".to_owned(), text: object.time.to_string() },
        Token { path: "/version".to_owned(), text: object.version.to_string() },
    ];
    collect(&object.body, String::new(), &mut tokens);
    tokens
}

fn collect(value: &Value, path: String, tokens: &mut Vec<Token>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let dot = if path.is_empty() { "" } else { "." };
                collect(member, format!("{path}{dot}{name}"), tokens);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect(item, path.clone(), tokens);
            }
        }
        // The mark is the label's too, and is told with every decision.
        _ if path == "exercise" => {}
        Value::String(text) if text.len() > 12 => tokens.push(Token { path, text: text.clone() }),
        Value::Number(number) if number.to_string().len() > 7 => {
            tokens.push(Token { path, text: number.to_string() });
        }
        _ => {}
    }
}

/// The trials' own reading of profiles.toml: the texts and the whole numbers that leave.
fn may_leave(path: &str, object: &Object, expected: &Expected) -> bool {
    let profiles = match expected {
        Expected::Refuse => return false,
        Expected::Whole => return true,
        Expected::Reduced { profiles, .. } => profiles,
    };
    let kept: &[&str] = match object.kind.name() {
        "track" => &["mmsi", "imo", "name", "exercise"],
        "finding" => &["status", "vessels.mmsi", "vessels.imo", "vessels.name", "exercise"],
        "flight" => &["icao", "callsign", "exercise"],
        "warning" => &["status", "class", "exercise"],
        _ => &[],
    };
    let coarse: &[&str] = &["status", "exercise"];
    if path == "/version" {
        return !["track", "flight"].contains(&object.kind.name());
    }
    profiles.iter().all(|profile| match profile.as_str() {
        "coarse" => kept.contains(&path) && coarse.contains(&path),
        _ => path == "/id" || kept.contains(&path),
    })
}
