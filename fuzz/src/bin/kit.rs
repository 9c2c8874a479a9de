//! Fuzzes `crypto::fuzzing::KIT`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::KIT);
