//! Fuzzes `crypto::fuzzing::M4`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::M4);
