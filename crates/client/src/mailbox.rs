//! A connection to a relay that only reads and writes mailbox slots (docs/protocol.md §8.4): no stream, no key of ours.

use language::say;
use wire::{Frame, MailboxName, Origin, RefusalCode, Slot};

use crate::exchange::hearing::farewell;
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
        match answer(&mut socket, origin).await? {
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
        answer(&mut self.socket, &self.origin).await
    }
}

/// The next frame that is an answer. A relay that says goodbye, as when it is updated, is no liar.
pub(crate) async fn answer(socket: &mut Socket, origin: &Origin) -> Result<Frame, Fail> {
    loop {
        let bytes =
            socket.answer().await?.ok_or_else(|| unreachable_fail(origin, &say!("closed-connection")))?;
        match Frame::decode(&bytes) {
            Ok(Some(Frame::Ping(number))) => socket.send(Frame::Pong(number).encode()).await?,
            Ok(Some(Frame::Wake { .. }) | None) => {}
            Ok(Some(Frame::Bye(code))) => return Err(unreachable_fail(origin, &farewell(code))),
            Ok(Some(frame)) => {
                socket.got_on();
                return Ok(frame);
            }
            Err(_) => return Err(not_understood(origin)),
        }
    }
}

pub(crate) fn not_understood(origin: &Origin) -> Fail {
    Fail::new(Exit::Safety, "bad_relay", say!("relay-not-understood", relay = short(origin)))
        .because(say!("nothing-taken-safe"))
}

pub(crate) fn wrong_origin(origin: &Origin, named: &str) -> Fail {
    Fail::new(Exit::Safety, "wrong_origin", say!("wrong-origin", relay = short(origin), named = named))
        .because(say!("wrong-origin-why"))
        .attempt(say!("wrong-origin-try"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures_util::{SinkExt, StreamExt};
    use tokio_tungstenite::accept_hdr_async;
    use tokio_tungstenite::tungstenite::Message;
    use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
    use tokio_tungstenite::tungstenite::http::HeaderValue;
    use wire::{ByeCode, Limits};

    use super::*;
    use crate::network::{Connecting, Connection, Network, over};

    /// A relay that greets, hears one question, and is then shut down in order.
    struct Leaving;

    impl Network for Leaving {
        fn connect(&self, _: String, _: u16) -> Connecting {
            let (ours, theirs) = tokio::io::duplex(4096);
            tokio::spawn(async move {
                #[expect(clippy::result_large_err, reason = "the library's own type")]
                let speaks = |_: &Request, mut response: Response| {
                    response
                        .headers_mut()
                        .insert("sec-websocket-protocol", HeaderValue::from_static("entrenous.v1"));
                    Ok(response)
                };
                let mut socket = accept_hdr_async(theirs, speaks).await.unwrap();
                let hello = Frame::Hello {
                    origin: "ws://relay".to_owned(),
                    nonce: [7; 32],
                    limits: Limits::default(),
                };
                socket.send(Message::Binary(hello.encode().into())).await.unwrap();
                socket.next().await;
                socket.send(Message::Binary(Frame::Bye(ByeCode::Draining).encode().into())).await.unwrap();
            });
            let connection: Box<dyn Connection> = Box::new(ours);
            Box::pin(async move { Ok(connection) })
        }
    }

    /// Found by reading along with a schedule: a relay that was updated in the middle of a pairing was called a liar.
    #[tokio::test]
    async fn a_relay_that_says_goodbye_to_a_mailbox_is_no_liar() {
        let origin: Origin = "ws://relay".parse().unwrap();
        let asked = over(Arc::new(Leaving), async {
            let mut mailboxes = Mailboxes::dial(&origin).await.unwrap();
            mailboxes.get(MailboxName::from([1; 32]), Slot::new(1).unwrap()).await
        });
        let fail = Box::pin(asked).await.unwrap_err();
        assert_eq!((fail.exit, fail.code), (Exit::Offline, "relay_unreachable"));
    }
}
