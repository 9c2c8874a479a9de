//! What has to hold when the weather has cleared and everybody has synced: nothing is missing, nothing is where it does
//! not belong, nobody was accused, and it has come to rest.

use std::collections::BTreeMap;

use client::{ExportFormat, ExportOptions, Phase};
use serde_json::Value;

use crate::cast::{Device, Person};
use crate::stage::Stage;
use crate::texts::{MARK, Readers};

/// What one device shows of the other person.
struct Shown {
    shared: Value,
    private: Value,
}

impl Device {
    fn shown(&self) -> turmoil::Result<Shown> {
        let mut entre = self.open()?;
        let options = ExportOptions { person: None, format: ExportFormat::Json, with_private: true };
        let mut shown = Shown { shared: Value::Null, private: Value::Null };
        for file in entre.export(&options, &self.today())? {
            let mut value: Value = serde_json::from_slice(&file.bytes)?;
            if file.private {
                shown.private = value["private"].take();
            } else {
                shown.shared = value["shared"].take();
            }
        }
        Ok(shown)
    }

    /// Why this device cannot be in step yet.
    fn unrest(&self) -> turmoil::Result<Option<String>> {
        let status = self.open()?.status()?;
        let last = self.last.borrow();
        Ok(match last.as_ref() {
            None => Some("has not synced".to_owned()),
            Some(Err(fail)) => Some(format!("failed to sync: {}", fail.what)),
            Some(Ok(report)) if !report.up_to_date => Some("is not up to date".to_owned()),
            Some(Ok(report)) if report.shut_out => Some("is shut out".to_owned()),
            Some(Ok(report)) if report.waiting > 0 || status.waiting > 0 => {
                Some(format!("keeps {} changes to itself", status.waiting))
            }
            Some(Ok(_)) => match status.people.as_slice() {
                [person] if person.phase == Phase::Live => None,
                people => Some(format!("has {} people, or has not paired", people.len())),
            },
        })
    }
}

impl Stage {
    /// Why not everybody shows the same yet; nothing if they do.
    pub(crate) fn difference(&self) -> turmoil::Result<Option<String>> {
        for device in &self.devices {
            if let Some(why) = device.unrest()? {
                return Ok(Some(format!("{} {why}", device.name)));
            }
        }
        let first = self.devices[0].shown()?;
        let mut private: BTreeMap<&str, Value> = BTreeMap::new();
        for device in &self.devices {
            let shown = device.shown()?;
            if shown.shared != first.shared {
                return Ok(Some(format!(
                    "{} shows another notebook than {}",
                    device.name, self.devices[0].name
                )));
            }
            let whose = if device.person == Person::Alex { "Alex" } else { "Sam" };
            if *private.entry(whose).or_insert_with(|| shown.private.clone()) != shown.private {
                return Ok(Some(format!("{} shows other private notes than {whose}'s first", device.name)));
            }
        }
        Ok(None)
    }

    /// What was lost, shown to the wrong people, or said without reason.
    pub(crate) fn judge(&self) -> turmoil::Result {
        let mut wrong = Vec::new();
        for device in &self.devices {
            let shown = device.shown()?;
            let (shared, private) = (shown.shared.to_string(), shown.private.to_string());
            for text in &self.texts.all {
                let (in_shared, in_private) = match text.readers {
                    Readers::Both => (true, false),
                    Readers::Only(person) => (false, person == device.person),
                };
                if shared.contains(&text.words) != in_shared {
                    wrong.push(format!("{}: {:?} shared: {}", device.name, text, !in_shared));
                }
                if private.contains(&text.words) != in_private {
                    wrong.push(format!("{}: {:?} private: {}", device.name, text, !in_private));
                }
            }
            for event in device.open()?.status()?.events {
                if event.code != "relay_behind" || !self.weather.relay_lost_something {
                    wrong.push(format!("{}: {}: {}", device.name, event.code, event.text));
                }
            }
        }
        if self.office.disk()?.windows(MARK.len()).any(|part| part == MARK.as_bytes()) {
            wrong.push("a text lies on the relay's disk".to_owned());
        }
        let missing = self.office.acknowledged().difference(&self.office.held()?).count();
        if missing > 0 {
            wrong.push(format!("{missing} acknowledged envelopes are not at the relay"));
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ").into()) }
    }
}
