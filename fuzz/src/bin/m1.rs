//! Fuzzes `crypto::fuzzing::M1`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::M1);
