//! Origins: what parses has one spelling, and that spelling parses to itself.

use crate::Origin;

pub(super) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(origin) = text.parse::<Origin>() else { return };
    assert_eq!(origin.as_str().parse::<Origin>().as_ref(), Ok(&origin), "one spelling");
    assert!(
        origin.as_str().len() <= "wss://:65535".len() + 253,
        "invitation codes count its length in a byte"
    );
    assert!(origin.as_str().is_ascii() && origin.as_str() == origin.as_str().to_ascii_lowercase());
    let (host, port) = origin.host_and_port();
    assert!(!host.is_empty() && port > 0);
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    [
        "wss://relay.example",
        " WS://127.0.0.1:8787/",
        "ws://[::1]:9",
        "wss://[2001:db8::1]",
        "wss://a:443",
        "ws://a:0",
        "wss://user@a/b?c#d",
        "https://a",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into()
}
