//! Fuzzes `client::fuzzing::NOTEBOOK`.
#![no_main]

entrenous_fuzz::target!(client::fuzzing::NOTEBOOK);
