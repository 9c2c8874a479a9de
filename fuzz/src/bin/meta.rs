//! Fuzzes `crypto::fuzzing::META`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::META);
