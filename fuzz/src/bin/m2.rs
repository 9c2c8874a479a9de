//! Fuzzes `crypto::fuzzing::M2`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::M2);
