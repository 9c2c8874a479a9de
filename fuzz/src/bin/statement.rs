//! Fuzzes `crypto::fuzzing::STATEMENT`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::STATEMENT);
