//! The public API as a peer, a partner or an attacker meets it.

extern crate entrenous_crypto as crypto;

mod at_rest;
mod codes;
mod envelopes;
mod labels;
mod pairing;
mod people;
mod redaction;
mod statements;
mod vectors;
