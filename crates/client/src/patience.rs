//! How long a relay may keep us waiting. What counts is not that it says something, but that we get on: a relay that
//! drips, or chatters, would otherwise hold a sync for ever.

use std::time::Duration;

/// What is left of it since we last got on.
#[derive(Debug)]
pub(crate) struct Patience {
    waited: Duration,
    frames: u32,
}

/// It is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WornOut {
    /// Nothing came in time.
    Silence,
    /// What came led nowhere.
    Chatter,
}

impl Patience {
    pub(crate) fn new() -> Self {
        Self { waited: Duration::ZERO, frames: 0 }
    }

    /// Something came that gets us on.
    pub(crate) fn renew(&mut self) {
        *self = Self::new();
    }

    /// How long the next frame is waited for. Our own work takes nothing of it.
    pub(crate) fn left(&self) -> Duration {
        WAIT_MAX.saturating_sub(self.waited)
    }

    /// A frame came, after this long.
    pub(crate) fn spend(&mut self, waited: Duration) -> Result<(), WornOut> {
        self.waited += waited;
        self.frames += 1;
        let spent = self.frames > FRAMES_MAX || self.waited >= WAIT_MAX;
        if spent { Err(WornOut::Chatter) } else { Ok(()) }
    }

    /// Nothing came for as long as was left.
    pub(crate) fn gone(&self) -> WornOut {
        if self.waited < WAIT_MAX / 2 { WornOut::Silence } else { WornOut::Chatter }
    }
}

const WAIT_MAX: Duration = Duration::from_secs(20);
/// More than an honest relay has to say at once that brings nothing: one page for each author of a full stream.
const FRAMES_MAX: u32 = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_that_drips_is_waited_for_no_longer_than_one_that_says_nothing() {
        let mut patience = Patience::new();
        assert_eq!(patience.gone(), WornOut::Silence);
        let worn_out = (0..100).position(|_| patience.spend(Duration::from_secs(1)).is_err());
        assert_eq!(worn_out, Some(19), "after twenty seconds");
        assert_eq!(patience.left(), Duration::ZERO);
        assert_eq!(patience.gone(), WornOut::Chatter);
        patience.renew();
        assert_eq!(patience.left(), WAIT_MAX, "whoever gets on has all of it again");
    }

    #[test]
    fn a_relay_that_chatters_without_a_pause_is_left() {
        let mut patience = Patience::new();
        let worn_out = (0..20_000).find_map(|_| patience.spend(Duration::ZERO).err());
        assert_eq!(worn_out, Some(WornOut::Chatter));
    }
}
