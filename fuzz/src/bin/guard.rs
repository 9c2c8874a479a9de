//! Fuzzes `agenda::fuzzing::GUARD`.
#![no_main]

entrenous_fuzz::target!(agenda::fuzzing::GUARD);
