//! Membership over the real code, rule by rule and then as a random model; conversations with a relay, frame by frame;
//! pairing and linking; from envelopes to documents. `cast` and `scene` hold the persons, `line` one end of a connection.

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
mod scene;
mod size;
mod views;
mod waiting;
