//! Fuzzes `crypto::fuzzing::LINK_M4`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::LINK_M4);
