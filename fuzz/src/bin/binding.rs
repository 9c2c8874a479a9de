//! Fuzzes `crypto::fuzzing::BINDING`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::BINDING);
