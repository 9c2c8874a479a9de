//! Membership over the real code: rule by rule, then as a random model; and conversations with a relay.

mod busy;
mod cast;
mod conversing;
mod copies;
mod entering;
mod graphs;
mod handing;
mod line;
mod linking;
mod membership;
mod pairing;
mod reading;
mod refill;
mod rules;
mod size;
