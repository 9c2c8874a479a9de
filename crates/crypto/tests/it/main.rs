//! The public API as a peer, a partner or an attacker meets it. `cfg(test)` tells the lints that all of it is test code.

extern crate entrenous_crypto as crypto;

#[cfg(test)]
mod at_rest;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod envelopes;
#[cfg(test)]
mod labels;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod mlkem;
#[cfg(test)]
mod pairing;
#[cfg(test)]
mod people;
#[cfg(test)]
mod redaction;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod statements;
#[cfg(test)]
mod vectors;
