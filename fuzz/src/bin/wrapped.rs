//! Fuzzes `crypto::fuzzing::WRAPPED`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::WRAPPED);
