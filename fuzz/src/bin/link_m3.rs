//! Fuzzes `crypto::fuzzing::LINK_M3`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::LINK_M3);
