//! What a broker is shown of us, and how it is spoken to.

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_nats::ConnectOptions;

use crate::carry::BrokerAddress;

/// What a broker wants to see. Read anew with each connection, so that it can be exchanged.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// A file with what opens the door: a `.creds` file, an nkey seed, or `user:password`.
    pub login: Option<PathBuf>,
    /// A file with the certificates that a broker over TLS is measured by; those of the system otherwise.
    pub authority: Option<PathBuf>,
}

/// What a login file holds. Never printed.
#[derive(PartialEq, Eq)]
enum Login {
    Credentials(String),
    Seed(String),
    Password(String, String),
}

impl Access {
    /// How to connect.
    pub(super) async fn options(
        &self,
        address: &BrokerAddress,
        name: &str,
        patience: Duration,
    ) -> Result<ConnectOptions, String> {
        let options = ConnectOptions::new()
            .name(name)
            .connection_timeout(patience)
            .require_tls(address.tls)
            // The addresses that a server advertises lead past whoever guards the way to it.
            .ignore_discovered_servers()
            // A connection that broke is not mended: messages were lost with it, and pipes with them.
            .max_reconnects(1)
            .custom_inbox_prefix(inbox(name));
        let options = match &self.authority {
            Some(file) => options.add_root_certificates(file.clone()),
            None => options,
        };
        let Some(file) = &self.login else { return Ok(options) };
        let text = tokio::fs::read_to_string(file).await;
        let text = text.map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        Ok(match login(&text).ok_or_else(|| no_login(file))? {
            Login::Credentials(text) => {
                options.credentials(&text).map_err(|_secret| no_login(file))?
            }
            Login::Seed(seed) => options.nkey(seed),
            Login::Password(user, password) => options.user_and_password(user, password),
        })
    }
}

/// Where a broker answers a node: its own, so that permissions can keep others from listening in.
pub(super) fn inbox(name: &str) -> String {
    format!("_INBOX.cordon-{name}")
}

fn no_login(file: &Path) -> String {
    let file = file.display();
    format!("{file} is no login for a broker: a .creds file, an nkey seed, or `user:password`")
}

fn login(text: &str) -> Option<Login> {
    let text = text.trim();
    if text.contains("-----BEGIN NATS USER JWT-----") {
        // Its reader wants the end of each line, the last one too.
        return Some(Login::Credentials(format!("{text}\n")));
    }
    if text.lines().count() != 1 {
        return None;
    }
    match text.split_once(':') {
        Some((user, password)) if !user.is_empty() => {
            Some(Login::Password(user.to_owned(), password.to_owned()))
        }
        None if text.starts_with("SU") && text.len() == 58 => Some(Login::Seed(text.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_known_by_what_it_holds() {
        let seed = format!("SU{}", "A".repeat(56));
        assert!(login(&format!("{seed}\n")) == Some(Login::Seed(seed)));
        let password = Login::Password("jpn".to_owned(), "a:b".to_owned());
        assert!(login("jpn:a:b\n") == Some(password));
        assert!(matches!(login("-----BEGIN NATS USER JWT-----\n…"), Some(Login::Credentials(_))));
        for bad in ["", ":x", "secret", "a:b\nc:d"] {
            assert!(login(bad).is_none(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_bad_login_is_told_without_what_it_holds() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "hunter2").unwrap();
        let access = Access { login: Some(file.path().to_owned()), authority: None };
        let address = "nats://a:1".parse().unwrap();
        let told = access.options(&address, "JPN", Duration::from_secs(1)).await.unwrap_err();
        assert!(told.contains("user:password") && !told.contains("hunter2"), "{told}");
    }
}
