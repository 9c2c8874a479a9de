//! Fuzzes `crypto::fuzzing::SESSION`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::SESSION);
