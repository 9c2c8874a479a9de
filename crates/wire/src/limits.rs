//! The limits that a relay announces in its hello and both sides enforce (docs/protocol.md §8.3). All are bytes or counts.

/// What one relay allows. The defaults are those of docs/protocol.md §8.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest frame before the connection has proved who it is, in bytes. Mailbox frames have [`Self::mailbox_slot_max`].
    pub frame_before_auth_max: u32,
    /// Longest frame afterwards, in bytes; also the WebSocket message limit.
    pub frame_max: u32,
    /// Longest envelope body, in bytes.
    pub body_max: u32,
    /// Bytes of envelopes a stream may hold, without the reserve.
    pub stream_bytes_max: u64,
    /// Bytes on top of it in which rekey, grant and access-list envelopes always fit.
    pub stream_reserve: u64,
    /// Puts that may wait for their answer on one connection.
    pub puts_in_flight_max: u32,
    /// Bytes that may wait for their answer on one connection.
    pub window_bytes: u32,
    /// New envelopes per author and hour on one connection. Refilling a chain that the relay lost does not count.
    pub author_hourly_max: u32,
    /// Longest content of a mailbox slot, in bytes.
    pub mailbox_slot_max: u32,
    /// Longest life of a mailbox slot, in seconds.
    pub mailbox_seconds_max: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            frame_before_auth_max: 8 * 1024,
            frame_max: 1_153_434,
            body_max: Self::BODY_MAX,
            stream_bytes_max: 64 * 1024 * 1024,
            stream_reserve: 4 * 1024 * 1024,
            puts_in_flight_max: 64,
            window_bytes: 1024 * 1024,
            author_hourly_max: 600,
            mailbox_slot_max: 128 * 1024,
            mailbox_seconds_max: 8 * 24 * 3600,
        }
    }
}

impl Limits {
    /// The body limit of the format itself: no relay may announce more.
    pub const BODY_MAX: u32 = 1024 * 1024;
}
