//! One WebSocket connection: carries a [`Session`]'s inputs and outputs between socket, writer, readers and wake-ups.
//!
//! While frames are being written nothing is read, so a client that does not read is slowed down and then dropped, and
//! costs no memory meanwhile.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::ws::{Message, WebSocket};
use futures_util::SinkExt;
use tokio::sync::{mpsc, watch};
use tokio::task::yield_now;
use tokio::time::{MissedTickBehavior, interval, timeout};
use wire::{ByeCode, Frame, RefusalCode};

use crate::gate::Place;
use crate::meter::Meter;
use crate::readers::Readers;
use crate::session::{Input, Output, Session, Terms, Ticket};
use crate::storage::{Answer, Reason, Request, Write};
use crate::wakes::{ConnectionId, Subscription, Wakes};
use crate::writer::{AnswerTo, Job, Writer};

/// What every connection shares.
pub(crate) struct Shared {
    pub(crate) terms: Arc<Terms>,
    pub(crate) writer: Writer,
    pub(crate) readers: Readers,
    pub(crate) wakes: Arc<Wakes>,
    pub(crate) write_timeout: Duration,
    pub(crate) tick: Duration,
    pub(crate) draining: watch::Receiver<bool>,
    /// Set when the time for draining is over: whoever is still there is cut off.
    pub(crate) cut: watch::Receiver<bool>,
    pub(crate) began: Instant,
}

/// What a connection holds from the moment it was accepted.
#[derive(Clone)]
pub(crate) struct Guest {
    pub(crate) place: Arc<Place>,
    pub(crate) meter: Arc<Meter>,
}

/// Why a connection ends without a goodbye of the session's.
enum Lost {
    /// The socket failed or the client left.
    Gone,
    /// The client sent something that is no frame.
    Protocol,
    /// The client does not read.
    Slow,
}

/// Serves one connection until it ends.
pub(crate) async fn drive(
    socket: &mut WebSocket,
    shared: Arc<Shared>,
    connection: ConnectionId,
    guest: Guest,
) {
    let mut nonce = [0; 32];
    if getrandom::fill(&mut nonce).is_err() {
        tracing::error!("the system gives no random bytes; a connection was turned away");
        return say_bye(socket, ByeCode::Busy, shared.write_timeout).await;
    }
    let (session, outputs) = Session::new(Arc::clone(&shared.terms), nonce, shared.now_ms());
    let (answers_in, answers) = mpsc::unbounded_channel();
    let draining = shared.draining.clone();
    guest.meter.message_done();
    let mut pump = Pump {
        shared,
        guest,
        entered: false,
        served: false,
        session,
        connection,
        answers_in,
        answers,
        subscription: None,
        draining,
        drained: false,
    };
    let code = match pump.run(socket, outputs).await {
        Ok(code) => code,
        Err(Lost::Protocol) => ByeCode::Protocol,
        Err(Lost::Slow) => ByeCode::Timeout,
        Err(Lost::Gone) => return,
    };
    say_bye(socket, code, pump.shared.write_timeout).await;
}

/// Tells a connection why it ends, if it still listens.
pub(crate) async fn say_bye(socket: &mut WebSocket, code: ByeCode, patience: Duration) {
    let bye = async {
        socket.send(Message::Binary(Frame::Bye(code).encode().into())).await?;
        socket.send(Message::Close(None)).await?;
        // Reading until the client closes lets the goodbye arrive: closing with unread bytes would reset the connection.
        while let Some(Ok(_)) = socket.recv().await {}
        Ok::<(), axum::Error>(())
    };
    // The client may be gone or deaf; then there is nobody to tell.
    drop(timeout(patience.min(GOODBYE), bye).await);
}

/// Tells a connection why it ends, and does not wait for it to hear that.
pub(crate) async fn say_and_leave(socket: &mut WebSocket, code: ByeCode) {
    let bye = socket.send(Message::Binary(Frame::Bye(code).encode().into()));
    drop(timeout(LEAVE, bye).await);
}

struct Pump {
    shared: Arc<Shared>,
    guest: Guest,
    /// Whether the session has told us that the client proved a key.
    entered: bool,
    /// Whether a frame was served since others had their turn.
    served: bool,
    session: Session,
    connection: ConnectionId,
    answers_in: mpsc::UnboundedSender<(Ticket, Answer)>,
    answers: mpsc::UnboundedReceiver<(Ticket, Answer)>,
    subscription: Option<Subscription>,
    draining: watch::Receiver<bool>,
    drained: bool,
}

impl Pump {
    async fn run(&mut self, socket: &mut WebSocket, first: Vec<Output>) -> Result<ByeCode, Lost> {
        let mut tick = interval(self.shared.tick);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut outputs = first;
        loop {
            if let Some(code) = self.perform(socket, outputs).await? {
                return Ok(code);
            }
            self.note_entrance();
            if std::mem::take(&mut self.served) {
                // One frame, then the others' turn: verifying a signature takes longer than all the rest.
                yield_now().await;
            }
            let inputs = tokio::select! {
                message = socket.recv() => match self.counted(message) {
                    Some(Ok(Message::Binary(bytes))) => {
                        self.served = true;
                        vec![Input::Frame(bytes.into())]
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => Vec::new(),
                    Some(Ok(Message::Text(_))) => return Err(Lost::Protocol),
                    Some(Ok(Message::Close(_))) | None => return Err(Lost::Gone),
                    Some(Err(error)) => return Err(lost(&error)),
                },
                Some((ticket, answer)) = self.answers.recv() => vec![Input::Answer { ticket, answer }],
                () = rung(self.subscription.as_ref()) => Vec::new(),
                _ = tick.tick() => vec![Input::Tick],
                () = is_set(&mut self.draining), if !self.drained => {
                    self.drained = true;
                    vec![Input::Drain]
                }
            };
            outputs = self.feed(inputs);
        }
    }

    /// Who has proved a key keeps the place, and may send longer messages.
    fn note_entrance(&mut self) {
        if !self.entered && self.session.has_entered() {
            self.entered = true;
            self.guest.place.keep();
            let frame_max = self.shared.terms.limits.frame_max;
            self.guest.meter.allow(usize::try_from(frame_max).unwrap_or(usize::MAX));
        }
    }

    fn counted<M>(&self, message: M) -> M {
        self.guest.meter.message_done();
        message
    }

    /// Hands inputs to the session, and everything that has gathered meanwhile.
    fn feed(&mut self, inputs: Vec<Input>) -> Vec<Output> {
        let now_ms = self.shared.now_ms();
        let mut outputs = Vec::new();
        for input in inputs {
            outputs.extend(self.session.handle(now_ms, input));
        }
        while let Ok((ticket, answer)) = self.answers.try_recv() {
            outputs.extend(self.session.handle(now_ms, Input::Answer { ticket, answer }));
        }
        if let Some(subscription) = &self.subscription {
            let waiting = subscription.take();
            for (author, seq) in waiting.heads {
                outputs.extend(self.session.handle(now_ms, Input::Woken { author, seq }));
            }
            if waiting.access_changed {
                outputs.extend(self.session.handle(now_ms, Input::AccessChanged));
            }
        }
        outputs
    }

    async fn perform(
        &mut self,
        socket: &mut WebSocket,
        outputs: Vec<Output>,
    ) -> Result<Option<ByeCode>, Lost> {
        let mut frames = Vec::new();
        let mut end = None;
        for output in outputs {
            match output {
                Output::Send(frame) => frames.push(frame),
                Output::Ask { ticket, request } => self.ask(ticket, request),
                Output::Subscribe(stream) => {
                    self.subscription = Some(self.shared.wakes.subscribe(stream, self.connection));
                }
                Output::Unsubscribe => self.subscription = None,
                Output::Close(code) => end = Some(code),
            }
        }
        if !frames.is_empty() {
            let sending = async {
                for frame in frames {
                    let message = Message::Binary(frame.encode().into());
                    // While a slow client takes the message, its content lies here once.
                    drop(frame);
                    socket.feed(message).await?;
                }
                socket.flush().await
            };
            match timeout(self.shared.write_timeout, sending).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(Lost::Gone),
                Err(_) => return Err(Lost::Slow),
            }
        }
        Ok(end)
    }

    fn ask(&self, ticket: Ticket, request: Request) {
        let answers = self.answers_in.clone();
        match request {
            Request::Write(write) => {
                if let Write::MailboxPut { content, .. } = &write
                    && let Err(limit) = self.guest.place.fills_mailbox(content.len() as u64)
                {
                    let reason = Reason { code: RefusalCode::MailboxFull, limit };
                    return drop(answers.send((ticket, Answer::Refused(reason))));
                }
                let to = AnswerTo::Session { connection: self.connection, ticket, answers };
                self.shared.writer.submit(Job { write, to });
            }
            Request::Read(read) => {
                let readers = self.shared.readers.clone();
                tokio::spawn(async move {
                    let answer = readers.read(read).await;
                    // The connection may be gone.
                    drop(answers.send((ticket, answer)));
                });
            }
        }
    }
}

impl Shared {
    /// Milliseconds since the relay began: a clock that never jumps.
    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Waits for a signal of the shutdown; its sender being gone means the same.
pub(crate) async fn is_set(signal: &mut watch::Receiver<bool>) {
    drop(signal.wait_for(|set| *set).await);
}

async fn rung(subscription: Option<&Subscription>) {
    match subscription {
        Some(subscription) => subscription.rung().await,
        None => std::future::pending().await,
    }
}

/// A message over the limit is the client's fault and is told; everything else is a lost connection.
fn lost(error: &axum::Error) -> Lost {
    use std::error::Error;
    let text = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    if text.contains("too long") || text.contains("too big") { Lost::Protocol } else { Lost::Gone }
}

/// How long a goodbye may take that nobody waits for.
const LEAVE: Duration = Duration::from_millis(100);
/// How long a goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);
