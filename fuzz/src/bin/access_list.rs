//! Fuzzes `wire::fuzzing::ACCESS_LIST`.
#![no_main]

entrenous_fuzz::target!(wire::fuzzing::ACCESS_LIST);
