//! Where a partner is called: `HOST:PORT`, or by way of a broker, `nats://HOST:PORT` or `tls://HOST:PORT`.

use std::fmt;
use std::str::FromStr;

/// Where a partner is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// At a TCP port.
    Tcp(String),
    /// By way of a broker.
    Broker(BrokerAddress),
}

/// Where a NATS server is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BrokerAddress {
    /// It is spoken to over TLS, or not at all.
    pub tls: bool,
    host: String,
    port: u16,
}

impl BrokerAddress {
    /// Without the scheme.
    pub fn host_and_port(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

impl fmt::Display for BrokerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "tls" } else { "nats" };
        write!(f, "{scheme}://{}:{}", self.host, self.port)
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Address, String> {
        if text.contains("://") {
            return text.parse().map(Address::Broker);
        }
        Ok(Address::Tcp(text.to_owned()))
    }
}

impl FromStr for BrokerAddress {
    type Err = String;

    /// What is refused is not repeated: it may hold a password.
    fn from_str(text: &str) -> Result<BrokerAddress, String> {
        let (tls, rest) = match text.split_once("://") {
            Some(("nats", rest)) => (false, rest),
            Some(("tls", rest)) => (true, rest),
            _ => return Err("a broker is named nats://HOST:PORT or tls://HOST:PORT".to_owned()),
        };
        if rest.contains('@') {
            let why = "the address of a broker holds no name and no password: --nats-login reads \
                       them from a file";
            return Err(why.to_owned());
        }
        let (host, port) = rest.trim_end_matches('/').rsplit_once(':').unwrap_or((rest, "4222"));
        let host = host.trim_end_matches('/');
        let good = |c: char| c.is_ascii_alphanumeric() || "-._[]:".contains(c);
        let port = port.parse().ok().filter(|port| *port > 0);
        match port {
            Some(port) if !host.is_empty() && host.len() <= 255 && host.chars().all(good) => {
                Ok(BrokerAddress { tls, host: host.to_owned(), port })
            }
            _ => {
                Err("the address of a broker needs a host and a port: nats://HOST:PORT".to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_two_kinds() {
        let of = |text: &str| {
            text.parse::<Address>().map(|address| match address {
                Address::Tcp(at) => at,
                Address::Broker(at) => at.to_string(),
            })
        };
        for (text, same) in [
            ("127.0.0.1:7700", "127.0.0.1:7700"),
            ("nats://broker.example:4222", "nats://broker.example:4222"),
            ("nats://broker.example", "nats://broker.example:4222"),
            ("tls://[::1]:4223/", "tls://[::1]:4223"),
        ] {
            assert_eq!(of(text).as_deref(), Ok(same));
        }
        for bad in ["http://a:1", "nats://", "nats://:4222", "nats://a:0", "nats://a b:1"] {
            assert!(of(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_password_in_an_address_is_refused_and_not_repeated() {
        let refused = "nats://jpn:hunter2@broker:4222".parse::<BrokerAddress>().unwrap_err();
        assert!(refused.contains("--nats-login") && !refused.contains("hunter2"));
    }
}
