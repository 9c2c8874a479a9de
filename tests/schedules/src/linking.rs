//! One more device, linked while the weather is bad. Code, words and keys go through a mailbox of the relay; either side
//! may lose its wires or crash at any moment. Then a person does what the programs say: confirms again, or makes a new code.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use client::{Entre, Exit, Fail, LinkAttempt, LinkState, SyncReport, Unlock, check_invitation};
use jiff::SignedDuration;
use tokio::time::{Instant, sleep};

use crate::device::Device;
use crate::stage::Stage;

/// What the person who links sees on both screens.
#[derive(Default)]
pub(crate) struct Table {
    code: RefCell<Option<String>>,
    words: RefCell<Option<Vec<&'static str>>>,
}

impl Table {
    /// `entre device add`.
    pub(crate) async fn offer(&self, device: &Device) -> Result<SyncReport, Fail> {
        let mut entre = device.open()?;
        drop(Box::pin(entre.sync(device.now())).await);
        let code = entre.device_code(false, device.now())?;
        self.words.replace(None);
        self.code.replace(Some(code.code));
        self.confirm(device, &mut entre).await
    }

    /// `entre device confirm`, by somebody who looks at both screens.
    pub(crate) async fn confirm(&self, device: &Device, entre: &mut Entre) -> Result<SyncReport, Fail> {
        let until = Instant::now() + PATIENCE;
        while Instant::now() < until {
            match Box::pin(entre.move_linking(device.now())).await? {
                LinkState::None => break,
                LinkState::Asked { words, .. } if *self.words.borrow() == Some(words.clone()) => {
                    entre.confirm_device(true)?;
                    continue;
                }
                LinkState::Ready { .. } => {
                    entre.certify_device(None, device.now())?;
                    break;
                }
                LinkState::Offered { .. } | LinkState::Asked { .. } | LinkState::Confirmed { .. } => {}
            }
            sleep(LOOK).await;
        }
        Box::pin(entre.sync(device.now())).await
    }

    /// `entre device join`.
    pub(crate) async fn join(&self, device: &Device) -> Result<SyncReport, Fail> {
        let code = self.code.borrow().clone().unwrap_or_default();
        let checked = Box::pin(check_invitation(&code, None, device.now())).await;
        if checked.as_ref().err().is_none_or(|fail| fail.exit != Exit::Offline) {
            // Whatever comes of it, a code serves once.
            self.code.replace(None);
        }
        let checked = checked?;
        let attempt = Box::pin(LinkAttempt::begin(&checked, device.name, device.now())).await?;
        self.words.replace(Some(attempt.words().to_vec()));
        let finished = attempt.finish(&device.home, &Unlock::File, device.now(), PATIENCE);
        let mut entre = Box::pin(finished).await?;
        Box::pin(entre.sync(device.now())).await
    }
}

/// Who links whom.
struct Both {
    first: Rc<Device>,
    new: Rc<Device>,
}

impl Stage {
    fn linking(&self) -> Option<Both> {
        let (new, first) = self.plan.newcomer()?;
        let of = |name| self.devices.iter().find(|device| device.name == name).cloned();
        let both = Both { first: of(first)?, new: of(new)? };
        both.new.is_new.get().then_some(both)
    }

    /// Linking goes on, and something goes wrong meanwhile.
    pub(crate) fn link(&mut self) -> turmoil::Result {
        let Some(both) = self.linking() else { return self.strike() };
        self.move_on(&both);
        let time = self.dice.between(0, 2_000);
        self.pass(Duration::from_millis(time))?;
        self.move_on(&both);
        if self.dice.happens(70) {
            let (busy, new) = (both.first.is_busy() || both.new.is_busy(), both.new.name);
            self.strike()?;
            if busy {
                self.tape.fault("struck_while_linking", new);
            }
        }
        let time = self.dice.between(0, 6_000);
        self.pass(Duration::from_millis(time))?;
        self.note_linked(&both);
        Ok(())
    }

    /// Whatever the person would do next on each of the two.
    fn move_on(&mut self, both: &Both) {
        let table = Rc::clone(&self.weather.table);
        if both.new.home.exists() {
            if both.first.order_confirm(&table) {
                self.tape.note(&format!("{} confirms", both.first.name));
            }
            self.order(&both.new);
        } else if table.code.borrow().is_some() {
            if both.new.order_join(&table) {
                self.tape.fault("device_joins", both.new.name);
            }
        } else if !both.new.is_busy() && both.first.order_offer(&table) {
            self.tape.note(&format!("{} makes a code", both.first.name));
        }
    }

    fn note_linked(&mut self, both: &Both) {
        let is_in = both.new.last.borrow().as_ref().is_some_and(|last| {
            last.as_ref().is_ok_and(|report| !report.shut_out && !report.people.is_empty())
        });
        if is_in && both.new.home.exists() {
            both.new.is_new.set(false);
            self.tape.fault("device_linked", both.new.name);
        }
    }

    /// In good weather a device is linked with a code or two. One whose request was lost with a mailbox begins anew.
    pub(crate) fn finish_linking(&mut self) -> turmoil::Result {
        for attempt in 0..ATTEMPTS {
            let Some(both) = self.linking() else { return Ok(()) };
            for _ in 0..STEPS {
                self.move_on(&both);
                self.pass(LOOK * 3)?;
            }
            self.rest(PATIENCE * 4)?;
            self.note_linked(&both);
            let ran_out = both
                .new
                .last
                .borrow()
                .as_ref()
                .is_some_and(|last| last.as_ref().is_err_and(|fail| fail.code == "expired"));
            if ran_out {
                // A code that was made a moment ago has run out: it says that a clock is wrong, and the person sets both.
                both.first.skew.set(SignedDuration::ZERO);
                both.new.skew.set(SignedDuration::ZERO);
                self.tape.fault("clocks_set", both.new.name);
            }
            if both.new.is_new.get() && attempt > 0 && both.new.home.exists() {
                std::fs::remove_dir_all(both.new.home.folder())?;
                self.weather.table = Rc::default();
                self.tape.fault("device_joins_anew", both.new.name);
            }
        }
        match self.linking() {
            Some(both) => Err(format!("in good weather, {} cannot be linked", both.new.name).into()),
            None => Ok(()),
        }
    }
}

const LOOK: Duration = Duration::from_millis(700);
const PATIENCE: Duration = Duration::from_secs(60);
const ATTEMPTS: usize = 6;
/// How often the person looks at both in one attempt.
const STEPS: usize = 8;
