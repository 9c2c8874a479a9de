//! Membership over the real code: rule by rule, then as a random model; and conversations with a relay.

mod busy;
mod cast;
mod conversing;
mod copies;
mod membership;
mod refill;
mod rules;
mod size;
