//! Fuzzes `crypto::fuzzing::RECORDS`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::RECORDS);
