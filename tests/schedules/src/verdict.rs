//! What has to hold when the weather has cleared and everybody has synced: nothing is missing, nothing is where it does
//! not belong, nobody was accused, and it has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use client::{ExportFormat, ExportOptions, Phase};
use serde_json::Value;

use crate::device::{Device, Person};
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
            if value["kind"] == "export_own" {
                // Questions and templates of one's own are about nobody.
                continue;
            }
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
        let devices = self.staying();
        for device in &devices {
            if let Some(why) = device.unrest()? {
                return Ok(Some(format!("{} {why}", device.name)));
            }
        }
        let first = devices[0].shown()?;
        let mut private: BTreeMap<&str, Value> = BTreeMap::new();
        for device in &devices {
            let shown = device.shown()?;
            if shown.shared != first.shared {
                return Ok(Some(format!("{} shows another notebook than {}", device.name, devices[0].name)));
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
        for device in self.staying() {
            let Shown { shared, private } = device.shown()?;
            let (shared, private) = (shared.to_string(), private.to_string());
            for text in &self.texts.all {
                let (may_be_shared, may_be_private) = match text.readers {
                    Readers::Both => (true, false),
                    Readers::Only(person) => (false, person == device.person),
                    Readers::Nobody => (false, false),
                };
                let sure = text.sure && !self.is_forgotten();
                let fits = |is: bool, may: bool| is == may || (!is && !sure);
                if !fits(shared.contains(&text.words), may_be_shared) {
                    wrong.push(format!("{}: {text:?} shared: {}", device.name, !may_be_shared));
                }
                if !fits(private.contains(&text.words), may_be_private) {
                    wrong.push(format!("{}: {text:?} private: {}", device.name, !may_be_private));
                }
            }
            for event in device.open()?.status()?.events {
                if !self.is_true(&event.code) {
                    wrong.push(format!("{}: {}: {}", device.name, event.code, event.text));
                }
            }
        }
        for office in &self.offices {
            if office.shown()?.windows(MARK.len()).any(|part| part == MARK.as_bytes()) {
                wrong.push(format!("a text lies on the disk of {}", office.name));
            }
            let lost = office.lost()?;
            if lost > 0 && !self.weather.relay_lost_something {
                wrong.push(format!("{lost} acknowledged envelopes are not at {}", office.name));
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ").into()) }
    }

    /// Whether there is a reason to tell somebody so.
    fn is_true(&self, code: &str) -> bool {
        match code {
            "relay_behind" => self.weather.relay_lost_something,
            "copied" => self.weather.device_went_back,
            // What a copy seals for a file before it has met a relay is a second envelope in one place.
            "fork" | "relay_differs" => {
                self.devices.iter().any(|device| device.gave_twice.get()) || self.is_forgotten()
            }
            "relay_moved" => self.weather.mover.is_some(),
            // By the clock here it was on its way for long.
            "missing" => self.plan.jumps || self.weather.leapt || self.is_forgotten(),
            _ => false,
        }
    }

    /// Which texts somebody else shows than this device.
    pub(crate) fn shown_elsewhere(&self, device: &Device) -> turmoil::Result<BTreeSet<String>> {
        let mut all = String::new();
        for other in self.staying().iter().filter(|other| other.name != device.name) {
            let Shown { shared, private } = other.shown()?;
            all.push_str(&shared.to_string());
            all.push_str(&private.to_string());
        }
        let texts = self.texts.all.iter().filter(|text| all.contains(&text.words));
        Ok(texts.map(|text| text.words.clone()).collect())
    }

    /// What is written now does not reach a device that was removed.
    pub(crate) fn judge_secrecy(&self, since: usize) -> turmoil::Result {
        for device in self.devices.iter().filter(|device| device.removed.get()) {
            let Shown { shared, private } = device.shown()?;
            let all = format!("{shared}{private}");
            if let Some(text) = self.texts.all.iter().skip(since).find(|text| all.contains(&text.words)) {
                return Err(format!("{} was removed and shows {text:?}", device.name).into());
            }
        }
        Ok(())
    }
}
