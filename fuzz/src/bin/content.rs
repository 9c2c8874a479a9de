//! Fuzzes `crypto::fuzzing::CONTENT`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::CONTENT);
