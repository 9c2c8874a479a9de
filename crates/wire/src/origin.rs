//! The origin of a relay (docs/protocol.md §8): one spelling, because it is signed and hashed.

use std::fmt;
use std::str::FromStr;

/// Why an address is not a relay's origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// It does not begin with `wss://` or `ws://`.
    #[error("a relay's address begins with wss:// (or ws:// on this machine)")]
    Scheme,
    /// There is no host, or it holds characters that no host name has.
    #[error("the address names no host")]
    Host,
    /// The port is not a number from 1 to 65535.
    #[error("the port is not a number from 1 to 65535")]
    Port,
    /// Something follows the host and port.
    #[error("only scheme, host and port belong in a relay's address")]
    Trailing,
}

/// `ws(s)://host[:port]` in lower case, without path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin(String);

impl Origin {
    /// The text that is signed, hashed and dialled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the connection runs over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("wss://")
    }

    /// Host and port, with the scheme's default port where none is given.
    #[must_use]
    pub fn host_and_port(&self) -> (String, u16) {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        let default = if self.is_secure() { 443 } else { 80 };
        match split_port(rest) {
            Some((host, port)) => (host.to_owned(), port.parse().unwrap_or(default)),
            None => (rest.to_owned(), default),
        }
    }
}

impl FromStr for Origin {
    type Err = OriginError;

    fn from_str(text: &str) -> Result<Self, OriginError> {
        let text = text.trim().to_ascii_lowercase();
        let (scheme, rest) = text.split_once("://").ok_or(OriginError::Scheme)?;
        if scheme != "ws" && scheme != "wss" {
            return Err(OriginError::Scheme);
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains(['/', '?', '#', '@']) {
            return Err(OriginError::Trailing);
        }
        let (host, port) = split_port(rest).map_or((rest, None), |(host, port)| (host, Some(port)));
        let bracketed = host.starts_with('[') && host.ends_with(']');
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        let address = |byte: u8| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.';
        let sound = if bracketed {
            host[1..host.len() - 1].bytes().all(address) && host.len() > 2
        } else {
            !host.is_empty() && host.bytes().all(plain)
        };
        if !sound || host.len() > HOST_MAX {
            return Err(OriginError::Host);
        }
        let standard = if scheme == "wss" { 443 } else { 80 };
        match port.map(|port| port.parse::<u16>().ok().filter(|port| *port > 0).ok_or(OriginError::Port)) {
            None => Ok(Self(format!("{scheme}://{host}"))),
            Some(Ok(port)) if port == standard => Ok(Self(format!("{scheme}://{host}"))),
            Some(Ok(port)) => Ok(Self(format!("{scheme}://{host}:{port}"))),
            Some(Err(error)) => Err(error),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Splits `host:port`, leaving the colons inside `[…]` alone.
fn split_port(rest: &str) -> Option<(&str, &str)> {
    let colon = rest.rfind(':')?;
    if rest[colon..].contains(']') { None } else { Some((&rest[..colon], &rest[colon + 1..])) }
}

/// The longest name that DNS allows. Invitation codes count an origin's length in one byte.
const HOST_MAX: usize = 253;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_relay_has_one_spelling() {
        for text in ["WSS://Relay.Example.org", "wss://relay.example.org/", "wss://relay.example.org:443"] {
            assert_eq!(text.parse::<Origin>().unwrap().as_str(), "wss://relay.example.org");
        }
        assert_eq!(
            "ws://127.0.0.1:8787".parse::<Origin>().unwrap().host_and_port(),
            ("127.0.0.1".into(), 8787)
        );
        assert_eq!("ws://[::1]:9".parse::<Origin>().unwrap().host_and_port(), ("[::1]".into(), 9));
    }

    #[test]
    fn other_addresses_are_refused() {
        assert_eq!("https://relay".parse::<Origin>(), Err(OriginError::Scheme));
        assert_eq!("relay.example".parse::<Origin>(), Err(OriginError::Scheme));
        assert_eq!("ws://".parse::<Origin>(), Err(OriginError::Host));
        assert_eq!("ws://a b".parse::<Origin>(), Err(OriginError::Host));
        assert_eq!("ws://a:0".parse::<Origin>(), Err(OriginError::Port));
        assert_eq!("ws://a:99999".parse::<Origin>(), Err(OriginError::Port));
        assert_eq!("ws://a/v1".parse::<Origin>(), Err(OriginError::Trailing));
        assert_eq!("ws://user@a".parse::<Origin>(), Err(OriginError::Trailing));
    }

    /// Found by fuzzing: the limit held for names only.
    #[test]
    fn an_address_in_brackets_is_no_longer_than_a_name() {
        let parse = |host: usize| format!("wss://[{}]", ":".repeat(host - 2)).parse::<Origin>();
        assert!(parse(HOST_MAX).is_ok());
        assert_eq!(parse(HOST_MAX + 1), Err(OriginError::Host));
    }
}
