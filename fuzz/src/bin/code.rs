//! Fuzzes `crypto::fuzzing::CODE`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::CODE);
