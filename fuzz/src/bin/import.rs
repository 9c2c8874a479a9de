//! Fuzzes `agenda::fuzzing::IMPORT`.
#![no_main]

entrenous_fuzz::target!(agenda::fuzzing::IMPORT);
