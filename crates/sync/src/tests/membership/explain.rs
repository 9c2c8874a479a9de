//! What a failed run looked like, for whoever looks into a seed.

use super::world::{Violation, World};

/// The envelope in question as every device sees it, for whoever looks into a seed.
pub(super) fn print(world: &World, violation: &Violation) {
    println!("{violation:?}");
    let ids: Vec<_> = match violation {
        Violation::TakenBack { envelope, .. }
        | Violation::NotApplied { envelope, .. }
        | Violation::RemovedReadsLater { envelope, .. }
        | Violation::LateWriteCounts { envelope, .. } => vec![*envelope],
        Violation::NotAccepted { writer, .. } => {
            vec![world.actors[*writer].device.replica.next_place().prev]
        }
        Violation::AcceptedDiffer { one, other } => {
            let of = |at: usize| world.actors[at].device.replica.accepted_ids();
            let (these, those) = (of(*one), of(*other));
            let only = |a: &[wire::EnvelopeId], b: &[wire::EnvelopeId]| {
                a.iter().filter(|id| !b.contains(id)).copied().collect::<Vec<_>>()
            };
            [only(&these, &those), only(&those, &these)].concat()
        }
        _ => Vec::new(),
    };
    for (at, actor) in world.actors.iter().enumerate() {
        let replica = &actor.device.replica;
        println!(
            "{at}: person {} hostile {} member {} can write {} author {:?} device {:?} epoch {:?}",
            actor.person,
            actor.hostile,
            replica.is_member(),
            replica.can_write(),
            actor.device.author(),
            actor.device.id,
            replica.write_epoch(),
        );
        println!("{}", replica.explain_epochs());
        for id in &ids {
            println!("    {id:?} {}", replica.explain(id));
        }
    }
}
