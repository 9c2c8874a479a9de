//! A device's line to a relay: slow to read at times, and at times with something on the way that says again, or late,
//! what may come twice. A WebSocket keeps order and doubles nothing; a relay or a proxy that repeats itself can.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use wire::Frame;

use crate::dice::Dice;
use crate::tape::Tape;

/// What is wrong with it at the moment.
pub(crate) struct Line {
    pub(crate) slow: AtomicBool,
    /// For connections that begin now.
    pub(crate) echoes: AtomicBool,
    dice: Mutex<Dice>,
}

impl Line {
    pub(crate) fn new(seed: u64) -> Self {
        let dice = Mutex::new(Dice::new(seed));
        Self { slow: AtomicBool::new(false), echoes: AtomicBool::new(false), dice }
    }

    pub(crate) fn is_slow(&self) -> bool {
        self.slow.load(Ordering::Relaxed)
    }

    pub(crate) fn echo(&self) -> Option<Echo> {
        self.echoes.load(Ordering::Relaxed).then(Echo::default)
    }

    fn below(&self, end: usize) -> usize {
        self.dice.lock().unwrap_or_else(PoisonError::into_inner).below(end)
    }
}

/// Between a relay and one connection: cuts the stream of bytes into WebSocket frames.
#[derive(Default)]
pub(crate) struct Echo {
    /// Whether the answer to the handshake is over.
    open: bool,
    /// Whether the connection is in full use. Before, each answer is waited for, and a second one is no answer.
    live: bool,
    /// What is not a whole frame yet.
    part: Vec<u8>,
    /// Comes after the next frame.
    late: Option<Vec<u8>>,
}

impl Echo {
    /// What becomes of bytes on their way to the client.
    pub(crate) fn pass(&mut self, bytes: &[u8], line: &Line, tape: &Tape) -> Vec<u8> {
        self.part.extend_from_slice(bytes);
        let mut passed = Vec::new();
        while let Some(frame) = self.next() {
            let late = self.late.take();
            let message = binary(&frame);
            let choice = match message {
                Some(Frame::Stored { .. } | Frame::Wake { .. }) if self.live => line.below(8),
                _ => usize::MAX,
            };
            self.live |= matches!(message, Some(Frame::Heads { .. }));
            match choice {
                0..3 => {
                    tape.fault("frame_doubled", "");
                    passed.extend_from_slice(&frame);
                    passed.extend_from_slice(&frame);
                }
                3..5 => {
                    tape.fault("frame_again_later", "");
                    passed.extend_from_slice(&frame);
                    self.late = Some(frame);
                }
                5..7 if matches!(message, Some(Frame::Wake { .. })) => {
                    tape.fault("frame_overtaken", "");
                    self.late = Some(frame);
                }
                _ => passed.extend_from_slice(&frame),
            }
            passed.extend(late.into_iter().flatten());
        }
        passed
    }

    /// The next whole frame; first, the whole answer to the handshake.
    fn next(&mut self) -> Option<Vec<u8>> {
        let end = if self.open {
            frame_length(&self.part)?
        } else {
            self.part.windows(4).position(|four| four == b"\r\n\r\n")? + 4
        };
        if self.part.len() < end {
            return None;
        }
        self.open = true;
        Some(self.part.drain(..end).collect())
    }
}

/// The length of the frame that begins here, its header included. A relay does not mask.
fn frame_length(bytes: &[u8]) -> Option<usize> {
    let (header, length) = match *bytes.get(1)? {
        126 => (4, u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => (10, u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)),
        short => (2, u64::from(short)),
    };
    Some(header + usize::try_from(length).ok()?)
}

/// What a WebSocket frame says, if it is a whole binary message. Only that an envelope is stored and that there is news do
/// no harm when they come twice, and only news when it comes late.
fn binary(frame: &[u8]) -> Option<Frame> {
    const WHOLE_BINARY: u8 = 0x82;
    let header = match (*frame.first()?, *frame.get(1)?) {
        (WHOLE_BINARY, 126) => 4,
        (WHOLE_BINARY, 127) => 10,
        (WHOLE_BINARY, _) => 2,
        _ => return None,
    };
    Frame::decode(frame.get(header..)?).ok().flatten()
}
