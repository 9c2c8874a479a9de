//! Random bytes that stand in the file, so that what was made with them can be made again.

use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

/// Gives out the bytes of the file; zeros behind their end, which then shows as a difference.
pub(crate) struct Replay(Vec<u8>);

impl Replay {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl TryRng for Replay {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        let count = out.len().min(self.0.len());
        out.fill(0);
        out[..count].copy_from_slice(&self.0[..count]);
        self.0.drain(..count);
        Ok(())
    }
}

impl TryCryptoRng for Replay {}

/// Keeps a copy of what another generator gives out.
pub(crate) struct Recorder<'a, R: TryCryptoRng<Error = Infallible>> {
    source: &'a mut R,
    pub(crate) given: Vec<u8>,
}

impl<'a, R: TryCryptoRng<Error = Infallible>> Recorder<'a, R> {
    pub(crate) fn new(source: &'a mut R) -> Self {
        Self { source, given: Vec::new() }
    }
}

impl<R: TryCryptoRng<Error = Infallible>> TryRng for Recorder<'_, R> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let number = self.source.try_next_u32()?;
        self.given.extend_from_slice(&number.to_le_bytes());
        Ok(number)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let number = self.source.try_next_u64()?;
        self.given.extend_from_slice(&number.to_le_bytes());
        Ok(number)
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.source.try_fill_bytes(out)?;
        self.given.extend_from_slice(out);
        Ok(())
    }
}

impl<R: TryCryptoRng<Error = Infallible>> TryCryptoRng for Recorder<'_, R> {}
