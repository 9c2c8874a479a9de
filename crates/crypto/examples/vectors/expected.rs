//! What the sealed items say: given to the writer, and compared with by the reader.

use crypto::{
    Audience, DisplayName, Handshake, Introduction, Joining, LinkJoining, LinkWelcome, Listed, Meta, Role,
    Statement, Welcome,
};

use crate::cast::Cast;
use crate::file::{At, Failure, Vectors};

fn name(vectors: &Vectors, item: &str) -> Result<DisplayName, Failure> {
    vectors.text(item)?.parse().at(item)
}

/// Message 2 of the pairing.
pub(crate) fn introduction(cast: &Cast, vectors: &Vectors) -> Result<Introduction, Failure> {
    let name = name(vectors, "ben_name")?;
    Ok(Introduction { statements: cast.ben.statements(), name, role: Some(Role::Report) })
}

/// Message 3 of the pairing.
pub(crate) fn welcome(cast: &Cast, vectors: &Vectors) -> Result<Welcome, Failure> {
    let [roster_part, _] = cast.roster_parts();
    Ok(Welcome {
        statements: cast.ana.statements(),
        name: name(vectors, "ana_name")?,
        role: Role::Manager,
        genesis: vectors.bytes("genesis_envelope")?,
        binding: cast.hers.binding.clone(),
        roster_part,
        voucher: Some(vectors.array("voucher")?),
    })
}

/// Message 4 of the pairing.
pub(crate) fn joining(cast: &Cast) -> Joining {
    let [_, roster_part] = cast.roster_parts();
    Joining { enrolments: vec![cast.his.enrolment(&cast.hers.id())], roster_part }
}

/// Message 2 of the linking.
pub(crate) fn link_introduction(vectors: &Vectors) -> Result<Introduction, Failure> {
    Ok(Introduction { statements: Vec::new(), name: name(vectors, "new_device_name")?, role: None })
}

/// Message 3 of the linking.
pub(crate) fn link_welcome(cast: &Cast, vectors: &Vectors) -> Result<LinkWelcome, Failure> {
    let [own, pair] = cast.cards(vectors)?;
    let streams = vec![(own, cast.own.id()), (pair, cast.hers.id())];
    let statements = [cast.ana.statements(), cast.ben.statements()].concat();
    Ok(LinkWelcome { statements, streams })
}

/// Message 4 of the linking.
pub(crate) fn link_joining(cast: &Cast) -> LinkJoining {
    let enrolments = vec![cast.new_own.enrolment(&cast.own.id()), cast.new.enrolment(&cast.hers.id())];
    LinkJoining { proof: Statement::device_proof(&cast.new_device, &cast.ana.id()), enrolments }
}

/// The meta's bytes, written down once more: the product does not give them out.
pub(crate) fn encode_meta<S: Audience>(meta: &Meta<S>) -> Vec<u8> {
    let count = |len: usize| u8::try_from(len).unwrap_or(u8::MAX);
    let mut out = vec![1];
    out.extend(meta.generation.to_be_bytes());
    out.push(count(meta.parents.len()));
    for (epoch, secret) in &meta.parents {
        out.extend(epoch.as_bytes().iter().chain(secret.expose()));
    }
    out.push(count(meta.recipients.len()));
    for listed in &meta.recipients {
        let (kind, who, generation) = match listed {
            Listed::Device { device, kem_generation } => (1, device.as_bytes(), *kem_generation),
            Listed::Recovery { root } => (2, root.as_bytes(), 0),
        };
        out.push(kind);
        out.extend(who);
        out.extend(generation.to_be_bytes());
    }
    out.push(meta.reason);
    for (root, digest) in &meta.statements {
        out.extend(root.as_bytes().iter().chain(digest));
    }
    out
}

/// The keys of messages 3 and 4, which stand in a stored handshake behind its version, role and newcomer.
pub(crate) fn exports(handshake: &Handshake) -> ([u8; 32], [u8; 32]) {
    let bytes = handshake.to_bytes();
    let at = |from: usize| {
        let mut key = [0; 32];
        key.copy_from_slice(&bytes[from..from + 32]);
        key
    };
    (at(34), at(66))
}
