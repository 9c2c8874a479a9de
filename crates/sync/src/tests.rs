//! Membership over the real code: rule by rule, then as a random model.

mod cast;
mod membership;
mod rules;
mod size;
