//! Fuzzes `wire::fuzzing::ENVELOPE`.
#![no_main]

entrenous_fuzz::target!(wire::fuzzing::ENVELOPE);
