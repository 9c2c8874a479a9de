//! Membership over the real code: rule by rule, then as a random model.

mod busy;
mod cast;
mod membership;
mod rules;
mod size;
