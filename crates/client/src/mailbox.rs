//! A connection to a relay that only reads and writes mailbox slots (docs/protocol.md §8.4): no stream, no key of ours.

use wire::{Frame, MailboxName, Origin, RefusalCode, Slot};

use crate::fail::{Exit, Fail};
use crate::socket::{Socket, short, unreachable_fail};

/// What became of writing a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placed {
    /// It is on the relay's disk.
    Stored,
    /// Somebody else's bytes are there.
    Taken,
}

/// An open connection for mailboxes.
pub(crate) struct Mailboxes {
    socket: Socket,
    origin: Origin,
}

impl Mailboxes {
    pub(crate) async fn dial(origin: &Origin) -> Result<Self, Fail> {
        let mut socket = Socket::dial(origin).await?;
        match decode(origin, socket.answer().await?)? {
            Frame::Hello { origin: named, .. } if named == origin.as_str() => {}
            Frame::Hello { origin: named, .. } => return Err(wrong_origin(origin, &named)),
            _ => return Err(not_understood(origin)),
        }
        Ok(Self { socket, origin: origin.clone() })
    }

    pub(crate) async fn put(
        &mut self,
        name: MailboxName,
        slot: Slot,
        seconds: u32,
        content: Vec<u8>,
    ) -> Result<Placed, Fail> {
        match self.ask(&Frame::MailboxPut { name, slot, seconds, content }).await? {
            Frame::MailboxStored { .. } => Ok(Placed::Stored),
            Frame::Refused(refusal) if refusal.code == RefusalCode::SlotTaken => Ok(Placed::Taken),
            Frame::Refused(refusal) => Err(crate::notices::refusal_fail(&self.origin, &refusal)),
            _ => Err(not_understood(&self.origin)),
        }
    }

    pub(crate) async fn get(&mut self, name: MailboxName, slot: Slot) -> Result<Option<Vec<u8>>, Fail> {
        match self.ask(&Frame::MailboxGet { name, slot }).await? {
            Frame::Mailbox { content, .. } => Ok(content),
            Frame::Refused(refusal) => Err(crate::notices::refusal_fail(&self.origin, &refusal)),
            _ => Err(not_understood(&self.origin)),
        }
    }

    pub(crate) async fn close(self) {
        self.socket.close().await;
    }

    async fn ask(&mut self, frame: &Frame) -> Result<Frame, Fail> {
        self.socket.got_on();
        self.socket.send(frame.encode()).await?;
        loop {
            match decode(&self.origin, self.socket.answer().await?)? {
                Frame::Ping(number) => self.socket.send(Frame::Pong(number).encode()).await?,
                answer => return Ok(answer),
            }
        }
    }
}

fn decode(origin: &Origin, bytes: Option<Vec<u8>>) -> Result<Frame, Fail> {
    let bytes = bytes.ok_or_else(|| unreachable_fail(origin, "it closed the connection"))?;
    match Frame::decode(&bytes) {
        Ok(Some(frame)) => Ok(frame),
        _ => Err(not_understood(origin)),
    }
}

pub(crate) fn not_understood(origin: &Origin) -> Fail {
    Fail::new(Exit::Safety, "bad_relay", format!("{} sends something that no relay may send", short(origin)))
        .because("nothing of it was taken in; what you wrote is safe on this device")
}

pub(crate) fn wrong_origin(origin: &Origin, named: &str) -> Fail {
    Fail::new(Exit::Safety, "wrong_origin", format!("the relay at {} calls itself {named}", short(origin)))
        .because("a relay has to name the address that was dialled; nothing was sent")
        .attempt("its operator sets `origin` in the relay's configuration")
}
