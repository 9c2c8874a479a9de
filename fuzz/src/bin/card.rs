//! Fuzzes `crypto::fuzzing::CARD`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::CARD);
