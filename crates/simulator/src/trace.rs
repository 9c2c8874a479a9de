//! A hash over everything that happened in a run (FNV-1a): equal hashes, equal runs. On request each happening is told
//! in a line.

pub(crate) struct Trace {
    hash: u64,
    tell: Option<fn(&str)>,
}

impl Trace {
    pub(crate) fn new(tell: Option<fn(&str)>) -> Self {
        Self { hash: 0xcbf2_9ce4_8422_2325, tell }
    }

    /// What happens, and when; the words are put together only if somebody listens.
    pub(crate) fn happening(&mut self, at_ms: u64, words: impl FnOnce() -> String) {
        self.number(at_ms);
        if let Some(tell) = self.tell {
            tell(&format!("{:>9.3} s  {}", std::time::Duration::from_millis(at_ms).as_secs_f64(), words()));
        }
    }

    pub(crate) fn number(&mut self, number: u64) {
        for byte in number.to_be_bytes() {
            self.byte(byte);
        }
    }

    /// A long message is known by its length, its beginning and its end, where hashes and signatures stand.
    pub(crate) fn message(&mut self, bytes: &[u8]) {
        self.number(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let (first, rest) = bytes.split_at(bytes.len().min(ENDS));
        let last = rest.get(rest.len().saturating_sub(ENDS)..).unwrap_or_default();
        for byte in first.iter().chain(last) {
            self.byte(*byte);
        }
    }

    pub(crate) fn value(&self) -> u64 {
        self.hash
    }

    fn byte(&mut self, byte: u8) {
        self.hash = (self.hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
}

const ENDS: usize = 96;
