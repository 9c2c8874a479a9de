//! Fuzzes `crypto::fuzzing::ROSTER`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::ROSTER);
