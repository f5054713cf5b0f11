//! Who may see and order what: a key for each role of a drill.

use std::collections::BTreeMap;
use std::fmt::Write;

use cordon_drill::drive::Role;
use serde::Serialize;

/// Keys by role: `controller`, and each side by its id.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct Keys(BTreeMap<String, String>);

/// A key is for whoever it was given to.
impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Keys {
    /// New keys of 128 random bits.
    ///
    /// # Errors
    /// The system gives no random bits.
    pub(crate) fn new<'a>(sides: impl Iterator<Item = &'a str>) -> Result<Keys, getrandom::Error> {
        let roles = std::iter::once("controller").chain(sides);
        roles.map(|role| Ok((role.to_owned(), key()?))).collect::<Result<_, _>>().map(Keys)
    }

    /// The role that a key is for.
    pub(crate) fn role(&self, key: &str) -> Option<Role> {
        let found = self.0.iter().find(|(_, known)| is_same(known, key));
        found.map(|(role, _)| match role.as_str() {
            "controller" => Role::Controller,
            side => Role::Side(side.to_owned()),
        })
    }
}

fn key() -> Result<String, getrandom::Error> {
    let mut bits = [0_u8; 16];
    getrandom::fill(&mut bits)?;
    Ok(bits.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

/// Compares in a time that does not tell how much was right.
fn is_same(known: &str, given: &str) -> bool {
    let differ = known.bytes().zip(given.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    known.len() == given.len() && differ == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_its_own_role() {
        let keys = Keys::new(["kr", "us"].into_iter()).unwrap_or_else(|_| unreachable!());
        assert_eq!(keys.role(&keys.0["kr"]), Some(Role::Side("kr".to_owned())));
        assert_eq!(keys.role(&keys.0["controller"]), Some(Role::Controller));
        for wrong in ["", "kr", &keys.0["kr"][1..], &format!("{}0", keys.0["kr"])] {
            assert_eq!(keys.role(wrong), None);
        }
        assert!(!format!("{keys:?}").contains(&keys.0["us"]), "a log tells no keys");
    }
}
