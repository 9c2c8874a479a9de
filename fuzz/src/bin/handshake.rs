//! Fuzzes `crypto::fuzzing::HANDSHAKE`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::HANDSHAKE);
