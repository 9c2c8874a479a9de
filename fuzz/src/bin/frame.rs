//! Fuzzes `wire::fuzzing::FRAME`.
#![no_main]

entrenous_fuzz::target!(wire::fuzzing::FRAME);
