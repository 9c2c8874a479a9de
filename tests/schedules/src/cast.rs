//! How two persons and their devices come to know each other, with the real client.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use client::{Entre, Exit, Fail, Invite, LinkAttempt, Setup, Unlock, check_invitation, over};
use jiff::SignedDuration;
use wire::Origin;

use crate::device::{Device, Person};
use crate::line::Line;
use crate::tape::Tape;
use crate::wires::Wires;

/// Sets everybody up and links the devices of each, in good weather. If `settled`, both have paired in the end; if not,
/// the invitation has been answered and nothing more.
pub(crate) async fn set_up(
    devices: Vec<Rc<Device>>,
    settled: bool,
    relay: Origin,
    tape: Tape,
) -> turmoil::Result {
    let wires = Wires { who: "everybody", line: Arc::new(Line::new(0)), tape };
    over(Arc::new(wires), Box::pin(set_up_all(&devices, settled, relay))).await?;
    Ok(())
}

async fn set_up_all(devices: &[Rc<Device>], settled: bool, relay: Origin) -> Result<(), Fail> {
    let of = |person| devices.iter().filter(move |device| device.person == person);
    let absent = || Fail::new(Exit::Failed, "nobody", "a person has no device");
    let (mut alexes, mut sams) = (of(Person::Alex), of(Person::Sam));
    let (alex1, sam1) = (alexes.next().ok_or_else(absent)?, sams.next().ok_or_else(absent)?);

    let mut alex = Entre::init(&alex1.home, &setup("Alex Marin", alex1, &relay), alex1.now())?;
    for device in alexes {
        link(&mut alex, alex1, device).await?;
    }
    let invite = Invite {
        name: "Sam Okoro".to_owned(),
        role: agenda::Member::Manager,
        valid: SignedDuration::from_hours(24),
        words: false,
        fresh: false,
        again: false,
        time_zone: None,
    };
    let invitation = alex.invite(&invite, alex1.now())?;
    alex.sync(alex1.now()).await?;

    let mut sam = Entre::init(&sam1.home, &setup("Sam Okoro", sam1, &relay), sam1.now())?;
    for device in sams {
        link(&mut sam, sam1, device).await?;
    }
    let checked = check_invitation(&invitation.code, None, sam1.now()).await?;
    sam.accept(&checked, sam1.now()).await?;
    drop((alex, sam));
    if settled {
        for _ in 0..3 {
            for device in devices {
                device.sync().await?;
            }
        }
    }
    Ok(())
}

fn setup(name: &str, device: &Device, relay: &Origin) -> Setup {
    Setup {
        name: name.to_owned(),
        device_name: device.name.to_owned(),
        relay: Some(relay.clone()),
        vouchers: Vec::new(),
        unlock: Unlock::File,
    }
}

/// Makes `device` one more device of the person whose first one is open.
async fn link(first: &mut Entre, at: &Device, device: &Device) -> Result<(), Fail> {
    let code = first.device_code(false, at.now())?;
    first.move_linking(at.now()).await?;
    let checked = check_invitation(&code.code, None, device.now()).await?;
    let attempt = LinkAttempt::begin(&checked, device.name, device.now()).await?;
    first.move_linking(at.now()).await?;
    first.confirm_device(true)?;
    first.move_linking(at.now()).await?;
    let mut second =
        attempt.finish(&device.home, &Unlock::File, device.now(), Duration::from_secs(60)).await?;
    second.sync(device.now()).await?;
    first.move_linking(at.now()).await?;
    first.certify_device(None, at.now())?;
    first.sync(at.now()).await?;
    second.sync(device.now()).await?;
    Ok(())
}
