//! Fuzzes `crypto::fuzzing::REKEY`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::REKEY);
