//! Membership over the real code: rule by rule, then as a random model; and conversations with a relay.

mod branches;
mod busy;
mod cast;
mod conversing;
mod copies;
mod directory;
mod documents;
mod entering;
mod graphs;
mod handing;
mod holders;
mod line;
mod linking;
mod membership;
mod pairing;
mod persons;
mod quoting;
mod reading;
mod refill;
mod requests;
mod rotating;
mod rules;
mod size;
mod views;
mod waiting;
