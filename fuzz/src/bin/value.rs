//! Fuzzes `agenda::fuzzing::VALUE`.
#![no_main]

entrenous_fuzz::target!(agenda::fuzzing::VALUE);
