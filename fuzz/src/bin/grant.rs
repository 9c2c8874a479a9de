//! Fuzzes `crypto::fuzzing::GRANT`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::GRANT);
