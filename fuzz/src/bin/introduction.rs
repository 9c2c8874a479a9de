//! Fuzzes `crypto::fuzzing::INTRODUCTION`.
#![no_main]

entrenous_fuzz::target!(crypto::fuzzing::INTRODUCTION);
