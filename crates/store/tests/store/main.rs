//! The store through its public surface: what a person, a second process, a crash or a thief of the disk would notice.

#[cfg(test)]
mod cloak;
#[cfg(test)]
mod sample;

#[cfg(test)]
mod atomicity;
#[cfg(test)]
mod content;
#[cfg(test)]
mod doctoring;
#[cfg(test)]
mod envelopes;
#[cfg(test)]
mod hiding;
#[cfg(test)]
mod kill;
#[cfg(test)]
mod processes;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod upgrade;
