//! Reading pages and mailbox slots: one at a time for each connection, in the order in which they were asked for.
//!
//! So a client can neither pile up answers here by not reading them, nor take all readers for itself.

use wire::{AuthorId, Frame, MailboxName, Slot};

use super::refusal::{busy, failure, refused};
use super::{Output, Pending, Phase, Session};
use crate::storage::{Answer, Read, Request};

/// A question that waits for the one before it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Question {
    Page { author: AuthorId, after: u64, budget: u32 },
    Slot { name: MailboxName, slot: Slot },
}

impl Session {
    pub(super) fn ask_page(&mut self, author: AuthorId, after: u64, budget: u32, out: &mut Vec<Output>) {
        let Phase::Live { stream, .. } = self.phase else { return };
        if self.questions.len() >= PAGES_MAX {
            return out.push(refused(*stream.as_bytes(), busy()));
        }
        self.questions.push_back(Question::Page { author, after, budget });
        self.next_question(out);
    }

    pub(super) fn ask_slot(&mut self, name: MailboxName, slot: Slot, out: &mut Vec<Output>) {
        if self.questions.len() >= SLOTS_MAX {
            return out.push(refused(*name.as_bytes(), busy()));
        }
        self.questions.push_back(Question::Slot { name, slot });
        self.next_question(out);
    }

    pub(super) fn question_answered(&mut self, question: Question, answer: Answer, out: &mut Vec<Output>) {
        match (question, answer) {
            (Question::Page { author, .. }, Answer::Page { done, page }) => {
                out.push(Output::Send(Frame::Envelopes { author, done, page }));
            }
            (Question::Page { .. }, other) => {
                if let Phase::Live { stream, .. } = self.phase {
                    out.push(refused(*stream.as_bytes(), failure(&other)));
                }
            }
            (Question::Slot { name, slot }, Answer::Mailbox(content)) => {
                out.push(Output::Send(Frame::Mailbox { name, slot, content }));
            }
            (Question::Slot { name, .. }, other) => out.push(refused(*name.as_bytes(), failure(&other))),
        }
        self.next_question(out);
    }

    fn next_question(&mut self, out: &mut Vec<Output>) {
        if self.pending.values().any(|pending| matches!(pending, Pending::Question(_))) {
            return;
        }
        let Some(question) = self.questions.pop_front() else { return };
        let read = match (question, self.phase) {
            (Question::Page { author, after, budget }, Phase::Live { stream, .. }) => {
                Read::Page { stream, author, after, budget }
            }
            // Pages are only asked for by who is in, and nobody goes back from there.
            (Question::Page { .. }, _) => return,
            (Question::Slot { name, slot }, _) => Read::Mailbox { name, slot },
        };
        self.ask(Pending::Question(question), Request::Read(read), out);
    }
}

/// Questions that may wait: clients ask for all chains of a stream at once, and it has at most this many.
const PAGES_MAX: usize = 4096;
/// Questions that may wait when a mailbox is asked for, by anybody.
const SLOTS_MAX: usize = 64;
