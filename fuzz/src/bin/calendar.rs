//! Fuzzes `client::fuzzing::CALENDAR`.
#![no_main]

entrenous_fuzz::target!(client::fuzzing::CALENDAR);
