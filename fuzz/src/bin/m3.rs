//! Fuzzes `crypto::fuzzing::M3`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::M3);
