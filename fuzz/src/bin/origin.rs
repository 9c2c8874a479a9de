//! Fuzzes `wire::fuzzing::ORIGIN`.
#![no_main]

entrenous_fuzz::target!(wire::fuzzing::ORIGIN);
