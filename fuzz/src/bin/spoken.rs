//! Fuzzes `crypto::fuzzing::SPOKEN`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::SPOKEN);
