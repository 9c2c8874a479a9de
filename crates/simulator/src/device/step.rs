//! One event of a conversation, and everything that follows from it, as the client carries it out.

use std::collections::VecDeque;

use sync::{Effect, Event, Head, Notice};
use wire::{ByeCode, Frame};

use super::{Device, Stop, Weather, commit, refused};
use crate::Plant;
use crate::counts::Work;
use crate::disk::Refused;
use crate::failure::Failure;
use crate::transaction::Transaction;

/// What became of a step.
#[derive(Default)]
pub(crate) struct Step {
    pub(crate) sends: Vec<Vec<u8>>,
    pub(crate) settled: bool,
    /// The conversation is over; what the relay said, if it did.
    pub(crate) closed: Option<Option<ByeCode>>,
    pub(crate) crashed: bool,
    /// The disk refused; the exchange ends with an error.
    pub(crate) failed: bool,
    /// Something was refused that may be taken later: the exchange is begun again.
    pub(crate) refused: bool,
    /// What there is to say about the relay.
    pub(crate) notices: Vec<Notice>,
    /// What was found at the relay, where it was looked at anew.
    pub(crate) heal: Option<Heal>,
    /// The relay is busy: go on after so many seconds.
    pub(crate) wait_seconds: Option<u32>,
    /// A copy goes on under a new name from here.
    pub(crate) renamed: bool,
}

/// What a device found at the relay, against what was on record.
pub(crate) struct Heal {
    pub(crate) recorded: Vec<Head>,
    pub(crate) shown: Vec<Head>,
    /// How many envelopes this conversation said were lost.
    pub(crate) said: u64,
    /// Whether it opened the stream before, and filled it up again.
    pub(crate) refilled: bool,
}

/// Whether it only says that somebody is there.
fn is_pong(effect: &Effect) -> bool {
    matches!(effect, Effect::Send(bytes) if bytes.len() < 16 && matches!(Frame::decode(bytes), Ok(Some(Frame::Pong(_)))))
}

impl Device {
    /// Handles one event and everything that follows from it.
    pub(crate) fn step(
        &mut self,
        program: usize,
        event: Event,
        weather: &mut Weather<'_>,
    ) -> Result<Step, Failure> {
        let mut step = Step::default();
        let Some(mut conversation) = self.programs[program].conversation.take() else { return Ok(step) };
        // Something that brings nothing new, such as an answer that comes twice, leaves everything exchanged.
        let mut idle = true;
        if let Event::Frame(bytes) = &event
            && let Ok(Some(Frame::Heads { heads })) = Frame::decode(bytes)
        {
            self.programs[program].shown = heads.into_iter().map(super::head).collect();
        }
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            for effect in conversation.handle(event) {
                idle &= is_pong(&effect);
                match self.carry_out(program, effect, &mut step, weather) {
                    Ok(next) => events.extend(next),
                    Err(Stop::Crash) => {
                        step.crashed = true;
                        return Ok(step);
                    }
                    Err(Stop::Disk) => {
                        step.failed = true;
                        return Ok(step);
                    }
                    Err(Stop::Failure(failure)) => return Err(failure),
                }
                if step.closed.is_some() {
                    return Ok(step);
                }
            }
        }
        let program = &mut self.programs[program];
        program.settled = step.settled || (idle && program.settled);
        program.conversation = Some(conversation);
        Ok(step)
    }

    fn carry_out(
        &mut self,
        program: usize,
        effect: Effect,
        step: &mut Step,
        weather: &mut Weather<'_>,
    ) -> Result<Option<Event>, Stop> {
        match effect {
            Effect::Send(bytes) => {
                if self.plant == Some(Plant::SentCalledStored) {
                    self.note_sent(&bytes);
                }
                step.sends.push(bytes);
            }
            Effect::Receive(envelopes) => {
                let heads = self.take_in(program, &envelopes, weather)?;
                let let_in = self.engine(program).let_in();
                return Ok(Some(Event::Received { heads, let_in }));
            }
            Effect::Publish => return Ok(Some(Event::Published(self.publish(program, weather)?))),
            Effect::Backlog => return Ok(Some(Event::Published(self.disk.backlog()))),
            Effect::Receipt(receipt) => {
                self.programs[program].refilled = true;
                self.note(Work::Receipt, weather, |transaction| transaction.receipt(receipt))?;
            }
            Effect::RelayHeads(heads) => {
                let known = &self.programs[program];
                step.heal = Some(Heal {
                    recorded: known.recorded.clone(),
                    shown: known.shown.clone(),
                    said: known.behind,
                    refilled: known.refilled,
                });
                self.note(Work::Heads, weather, |transaction| transaction.relay_heads(heads))?;
            }
            Effect::Stored(head) => {
                self.acknowledged.push(head);
                self.note(Work::Stored, weather, |transaction| transaction.stored(head))?;
            }
            Effect::Wait(seconds) => step.wait_seconds = Some(seconds),
            Effect::Notice(notice) => self.notice(program, notice, step),
            Effect::Settled => {
                step.settled = true;
                if self.disk.seat.former.is_some() && self.disk.unstored().is_empty() {
                    self.go_on_renamed(program, weather)?;
                    step.renamed = true;
                }
            }
            Effect::Close(code) => step.closed = Some(code),
        }
        Ok(None)
    }

    /// A transaction that the engine has no part in.
    fn note(
        &mut self,
        work: Work,
        weather: &mut Weather<'_>,
        run: impl FnOnce(&mut Transaction<'_>) -> Result<(), Refused>,
    ) -> Result<(), Stop> {
        let health = self.disk.health;
        let mut transaction = self.disk.begin();
        match run(&mut transaction) {
            Ok(()) => commit(transaction, work, weather),
            Err(Refused) => Err(refused(health, weather)),
        }
    }

    fn notice(&mut self, program: usize, notice: Notice, step: &mut Step) {
        match &notice {
            Notice::RelayBehind { missing } => self.programs[program].behind += missing,
            Notice::Refused(_) => step.refused = true,
            _ => {}
        }
        // Our own signature on another envelope is no lie of the relay: this home is a copy.
        let name = crypto::author_of(self.disk.seat.speaking());
        if !matches!(&notice, Notice::RelayDiffers { author, .. } if *author == name) {
            step.notices.push(notice);
        }
    }

    /// For a plant: what was handed over is as good as stored.
    fn note_sent(&mut self, bytes: &[u8]) {
        if let Ok(Some(Frame::Put { envelope })) = Frame::decode(bytes)
            && let Ok(envelope) = wire::Envelope::parse(&envelope)
        {
            let header = envelope.header();
            let head = Head { author: header.author, seq: header.seq, id: envelope.id() };
            self.disk.apply(crate::disk::Write::Stored(head));
        }
    }
}
