//! Fuzzes `wire::fuzzing::PARCEL`.
#![no_main]

entrenous_fuzz::target!(wire::fuzzing::PARCEL);
