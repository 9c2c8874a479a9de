//! What an operator can set. Every key has a default; an unknown key is an error, so that a typing error is noticed.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use wire::{Limits, Origin, OriginError};

/// The settings of one relay.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; plain HTTP, so either loopback or behind a proxy that ends TLS.
    pub listen: SocketAddr,
    /// The database file. The key for receipts lies beside it, with `.key` behind the name.
    pub database: PathBuf,
    /// The address that clients dial. Needed unless the relay listens on loopback.
    pub origin: Option<Origin>,
    /// Whether streams may be opened without a voucher.
    pub open: bool,
    /// The limits that the relay announces.
    pub limits: Limits,
    /// Connections in all.
    pub connections_max: usize,
    /// Connections of one address (IPv6: of one /64 network). Loopback is exempt, as all clients of a proxy share it.
    pub connections_per_address_max: usize,
    /// Whether connections from this machine come through a proxy that adds the address to `X-Forwarded-For`.
    pub forwarded: bool,
    /// How long a client may take for the head of its HTTP request.
    pub header_timeout: Duration,
    /// How long one batch of frames may take to be written before the client counts as gone.
    pub write_timeout: Duration,
    /// After this long without a frame the relay asks whether anybody is there.
    pub ping_after: Duration,
    /// After this long without a frame the relay ends the connection.
    pub silence_max: Duration,
    /// How long a shutdown waits for connections to finish.
    pub drain_timeout: Duration,
    /// Bytes that all mailbox slots together may hold.
    pub mailbox_bytes_max: u64,
    /// Mailbox slots that one connection may fill.
    pub mailbox_puts_max: u32,
    /// Bytes that one address (IPv6: one /64 network) may put into mailboxes within an hour.
    pub mailbox_hourly_bytes_max: u64,
    /// Bytes of writes that may wait for the disk; each counts as 16 KiB at least.
    pub queue_bytes_max: u64,
    /// Bytes that the database file may have; `None` leaves it to the disk.
    pub database_bytes_max: Option<u64>,
}

/// Why settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// Not TOML, or a key that does not exist, or a value of the wrong type.
    #[error("the configuration cannot be read: {0}")]
    Syntax(#[from] toml::de::Error),
    /// `origin` is not the address of a relay.
    #[error("origin: {0}")]
    Origin(#[from] OriginError),
    /// A limit contradicts another one or the format.
    #[error("{key} = {value} is outside of what works: {min} to {max}")]
    OutOfRange {
        /// The key.
        key: &'static str,
        /// Its value.
        value: u64,
        /// The least value that works.
        min: u64,
        /// The greatest value that works.
        max: u64,
    },
    /// `--dev` with an address that others can reach.
    #[error("a relay for development listens on this machine only, not on {0}")]
    NotLoopback(SocketAddr),
    /// Reachable from elsewhere, but nothing says under which address.
    #[error("a relay that listens on {0} has to know the address that clients dial: set origin")]
    OriginNeeded(SocketAddr),
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8787)),
            database: PathBuf::from("/var/lib/entre-relay/relay.db"),
            origin: None,
            open: false,
            limits: Limits::default(),
            connections_max: 10_000,
            connections_per_address_max: 256,
            forwarded: false,
            header_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(30),
            ping_after: Duration::from_secs(60),
            silence_max: Duration::from_secs(180),
            drain_timeout: Duration::from_secs(10),
            mailbox_bytes_max: 64 * 1024 * 1024,
            mailbox_puts_max: 64,
            mailbox_hourly_bytes_max: 2 * 1024 * 1024,
            queue_bytes_max: 64 * 1024 * 1024,
            database_bytes_max: None,
        }
    }
}

impl Config {
    /// Reads settings; keys that are not given keep their defaults.
    ///
    /// # Errors
    /// [`ConfigError`] names the key at fault.
    pub fn from_toml(text: &str) -> Result<Self, ConfigError> {
        let file: FileConfig = toml::from_str(text)?;
        let config = file.into_config()?;
        config.check()?;
        Ok(config)
    }

    /// For development and tests: open for new streams, and for this machine only.
    ///
    /// # Errors
    /// [`ConfigError::NotLoopback`] for an address that others can reach.
    pub fn dev(listen: SocketAddr, database: PathBuf) -> Result<Self, ConfigError> {
        if !listen.ip().is_loopback() {
            return Err(ConfigError::NotLoopback(listen));
        }
        Ok(Self { listen, database, open: true, ..Self::default() })
    }

    /// Whether the limits fit each other and the format.
    ///
    /// # Errors
    /// [`ConfigError::OutOfRange`] names the first one that does not.
    pub fn check(&self) -> Result<(), ConfigError> {
        let limits = &self.limits;
        let body: u64 = limits.body_max.into();
        let frame: u64 = limits.frame_max.into();
        let least_frame = body + wire::OVERHEAD as u64 + 64;
        let u32_max = u64::from(u32::MAX);
        let ranges = [
            ("limits.body_max", body, 2048, Limits::BODY_MAX.into()),
            ("limits.frame_max", frame, least_frame, 16 * 1024 * 1024),
            ("limits.frame_before_auth_max", limits.frame_before_auth_max.into(), 1024, frame),
            ("limits.puts_in_flight_max", limits.puts_in_flight_max.into(), 1, 1024),
            ("limits.window_bytes", limits.window_bytes.into(), 4096, u32_max),
            ("limits.mailbox_slot_max", limits.mailbox_slot_max.into(), 4096, frame - 64),
            (
                "limits.mailbox_seconds_max",
                limits.mailbox_seconds_max.into(),
                3600,
                Limits::default().mailbox_seconds_max.into(),
            ),
            ("queue_bytes_max", self.queue_bytes_max, 2 * frame, u64::MAX),
            ("connections_max", self.connections_max as u64, 1, u32_max),
            ("connections_per_address_max", self.connections_per_address_max as u64, 1, u32_max),
        ];
        for (key, value, min, max) in ranges {
            if value < min || value > max {
                return Err(ConfigError::OutOfRange { key, value, min, max });
            }
        }
        Ok(())
    }

    /// The origin that clients have to dial, for a relay that listens on `local`.
    pub(crate) fn origin_at(&self, local: SocketAddr) -> Result<String, ConfigError> {
        match &self.origin {
            Some(origin) => Ok(origin.as_str().to_owned()),
            None if local.ip().is_loopback() => {
                Ok(format!("ws://{local}").parse::<Origin>()?.as_str().to_owned())
            }
            None => Err(ConfigError::OriginNeeded(local)),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileConfig {
    listen: Option<SocketAddr>,
    database: Option<PathBuf>,
    origin: Option<String>,
    open: Option<bool>,
    connections_max: Option<usize>,
    connections_per_address_max: Option<usize>,
    forwarded: Option<bool>,
    header_timeout_seconds: Option<u32>,
    write_timeout_seconds: Option<u32>,
    ping_after_seconds: Option<u32>,
    silence_max_seconds: Option<u32>,
    drain_timeout_seconds: Option<u32>,
    mailbox_bytes_max: Option<u64>,
    mailbox_puts_max: Option<u32>,
    mailbox_hourly_bytes_max: Option<u64>,
    queue_bytes_max: Option<u64>,
    database_bytes_max: Option<u64>,
    #[serde(default)]
    limits: FileLimits,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct FileLimits {
    frame_before_auth_max: Option<u32>,
    frame_max: Option<u32>,
    body_max: Option<u32>,
    stream_bytes_max: Option<u64>,
    stream_reserve: Option<u64>,
    puts_in_flight_max: Option<u32>,
    window_bytes: Option<u32>,
    author_hourly_max: Option<u32>,
    mailbox_slot_max: Option<u32>,
    mailbox_seconds_max: Option<u32>,
}

impl FileConfig {
    fn into_config(self) -> Result<Config, ConfigError> {
        let default = Config::default();
        let seconds = |given: Option<u32>, default| given.map_or(default, |s| Duration::from_secs(s.into()));
        Ok(Config {
            listen: self.listen.unwrap_or(default.listen),
            database: self.database.unwrap_or(default.database),
            origin: self.origin.map(|text| text.parse()).transpose()?,
            open: self.open.unwrap_or(default.open),
            limits: self.limits.into_limits(),
            connections_max: self.connections_max.unwrap_or(default.connections_max),
            connections_per_address_max: self
                .connections_per_address_max
                .unwrap_or(default.connections_per_address_max),
            forwarded: self.forwarded.unwrap_or(default.forwarded),
            header_timeout: seconds(self.header_timeout_seconds, default.header_timeout),
            write_timeout: seconds(self.write_timeout_seconds, default.write_timeout),
            ping_after: seconds(self.ping_after_seconds, default.ping_after),
            silence_max: seconds(self.silence_max_seconds, default.silence_max),
            drain_timeout: seconds(self.drain_timeout_seconds, default.drain_timeout),
            mailbox_bytes_max: self.mailbox_bytes_max.unwrap_or(default.mailbox_bytes_max),
            mailbox_puts_max: self.mailbox_puts_max.unwrap_or(default.mailbox_puts_max),
            mailbox_hourly_bytes_max: self
                .mailbox_hourly_bytes_max
                .unwrap_or(default.mailbox_hourly_bytes_max),
            queue_bytes_max: self.queue_bytes_max.unwrap_or(default.queue_bytes_max),
            database_bytes_max: self.database_bytes_max.or(default.database_bytes_max),
        })
    }
}

impl FileLimits {
    fn into_limits(self) -> Limits {
        let default = Limits::default();
        Limits {
            frame_before_auth_max: self.frame_before_auth_max.unwrap_or(default.frame_before_auth_max),
            frame_max: self.frame_max.unwrap_or(default.frame_max),
            body_max: self.body_max.unwrap_or(default.body_max),
            stream_bytes_max: self.stream_bytes_max.unwrap_or(default.stream_bytes_max),
            stream_reserve: self.stream_reserve.unwrap_or(default.stream_reserve),
            puts_in_flight_max: self.puts_in_flight_max.unwrap_or(default.puts_in_flight_max),
            window_bytes: self.window_bytes.unwrap_or(default.window_bytes),
            author_hourly_max: self.author_hourly_max.unwrap_or(default.author_hourly_max),
            mailbox_slot_max: self.mailbox_slot_max.unwrap_or(default.mailbox_slot_max),
            mailbox_seconds_max: self.mailbox_seconds_max.unwrap_or(default.mailbox_seconds_max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_the_default() {
        let config = Config::from_toml("").unwrap();
        assert!(!config.open);
        assert_eq!(config.limits, Limits::default());
        assert_eq!(config.header_timeout, Duration::from_secs(10));
    }

    #[test]
    fn keys_are_read_and_unknown_ones_are_refused() {
        let text = "origin = \"WSS://Relay.Example.org\"\nopen = true\n[limits]\nstream_bytes_max = 1000\n";
        let config = Config::from_toml(text).unwrap();
        assert_eq!(config.origin.unwrap().as_str(), "wss://relay.example.org");
        assert_eq!(config.limits.stream_bytes_max, 1000);
        assert!(matches!(Config::from_toml("opne = true"), Err(ConfigError::Syntax(_))));
        assert!(matches!(Config::from_toml("origin = \"http://x\""), Err(ConfigError::Origin(_))));
    }

    #[test]
    fn the_settings_in_the_guide_are_the_defaults() {
        let guide = include_str!("../../docs/self-hosting.md");
        let example = guide.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let config = Config::from_toml(example).unwrap();
        let origin = Some("wss://relay.example.org".parse().unwrap());
        assert_eq!(format!("{config:?}"), format!("{:?}", Config { origin, ..Config::default() }));
    }

    #[test]
    fn limits_that_contradict_each_other_are_named() {
        let error = Config::from_toml("[limits]\nframe_max = 1000000\n").unwrap_err();
        assert!(error.to_string().starts_with("limits.frame_max = 1000000"), "{error}");
        let error = Config::from_toml("[limits]\nbody_max = 2000000\n").unwrap_err();
        assert!(matches!(error, ConfigError::OutOfRange { key: "limits.body_max", .. }));
    }

    #[test]
    fn development_stays_on_this_machine() {
        let public = SocketAddr::from(([0, 0, 0, 0], 8787));
        assert!(matches!(Config::dev(public, PathBuf::new()), Err(ConfigError::NotLoopback(_))));
        assert!(matches!(Config::default().origin_at(public), Err(ConfigError::OriginNeeded(_))));
    }
}
