//! Fuzzes `wire::fuzzing::ACCESS`.
#![no_main]

entrenous_fuzz::target!(wire::fuzzing::ACCESS);
