//! The bytes that relay and clients exchange. `cfg(test)` tells the lints that all of it is test code.

extern crate entrenous_wire as wire;

#[cfg(test)]
mod access;
#[cfg(test)]
mod envelopes;
#[cfg(test)]
mod frames;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod parcels;
