//! Where a run begins: two people who know each other and have nothing to tell, prepared once for a whole process; or a
//! founder alone.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crypto::Members;
use relay::{Memory, Rules, Terms};
use wire::{Limits, SigningKey};

use crate::Documents;
use crate::dice::Dice;
use crate::disk::Disk;
use crate::failure::Failure;
use crate::people::{Person, Seat};
use crate::relay_host::ORIGINS;
use crate::world::World;

pub(crate) struct Scene {
    pub(crate) people: Vec<Person>,
    /// Whose device, and what is on it.
    pub(crate) devices: Vec<(usize, Disk)>,
    pub(crate) memory: Memory,
    limits: Limits,
    receipt_key: [u8; 32],
}

/// Which scene: documents, devices, number.
type Name = (bool, usize, usize);

static PREPARED: Mutex<BTreeMap<Name, &'static Scene>> = Mutex::new(BTreeMap::new());

impl Scene {
    /// A founder who has not dialled yet.
    pub(crate) fn founded(documents: Documents, seed: u64) -> Result<Self, Failure> {
        let mut dice = Dice::new(!seed);
        let limits = Limits { window_bytes: 4096 << dice.below(6), ..Limits::default() };
        let mut people = vec![Person::new(&mut dice), Person::new(&mut dice)];
        let (seat, entrance) = Seat::found(&mut people[0], documents, &mut dice)?;
        let members = Members::founder(seat.stream, people[0].root);
        let mut disk = Disk::new(seat, members, None);
        for envelope in entrance {
            disk.apply(crate::disk::Write::Keep(envelope, true));
        }
        let memory = Memory::new(Rules { limits, mailbox_bytes_max: 0 });
        Ok(Self { people, devices: vec![(0, disk)], memory, limits, receipt_key: dice.bytes() })
    }

    /// So many devices that have met and come to rest. Made once; every run takes a copy.
    pub(crate) fn prepared(
        documents: Documents,
        devices: usize,
        number: usize,
    ) -> Result<&'static Self, Failure> {
        let name = (documents == Documents::Whole, devices, number);
        let mut prepared = PREPARED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(scene) = prepared.get(&name) {
            return Ok(scene);
        }
        let seed = u64::try_from(number * 16 + devices).unwrap_or_default();
        let begun = Self::founded(documents, seed)?;
        let mut world = World::with(Dice::new(seed), &begun, documents, None, None);
        let (people, devices, memory) = world.meet(devices)?;
        let scene = Self { people, devices, memory, ..begun };
        // For the life of the process, like a constant.
        let scene: &'static Self = Box::leak(Box::new(scene));
        prepared.insert(name, scene);
        Ok(scene)
    }

    /// A storage with nothing in it.
    pub(crate) fn empty(&self) -> Memory {
        Memory::new(Rules { limits: self.limits, mailbox_bytes_max: 0 })
    }
}

/// What one of the relays allows.
pub(crate) fn terms(scene: &Scene, place: usize, puts_in_flight_max: u32) -> Terms {
    Terms {
        origin: ORIGINS[place].to_owned(),
        limits: Limits { puts_in_flight_max, ..scene.limits },
        open: true,
        receipt_key: SigningKey::from_bytes(&scene.receipt_key),
        mailbox_puts_max: 0,
        ping_after_ms: 60_000,
        silence_max_ms: 180_000,
    }
}
