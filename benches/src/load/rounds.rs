//! Pairs who write at once, and when each envelope was stored and read by the other side.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};
use wire::{Frame, Verified};

use crate::Outcome;
use crate::cast::{Pair, expect};
use crate::peer::Peer;

/// A pair with both connections open. Alex writes, Sam reads.
pub(crate) struct Active {
    pair: Pair,
    writer: Peer,
    reader: Peer,
    /// How far Sam has read.
    read: u64,
}

/// What one round took.
#[derive(Default)]
pub(crate) struct Figure {
    pub(crate) puts: usize,
    pub(crate) per_second: f64,
    pub(crate) stored: Times,
    pub(crate) arrived: Times,
}

/// Milliseconds, in ascending order when they are asked.
#[derive(Default)]
pub(crate) struct Times(Vec<f64>);

impl Times {
    pub(crate) fn note(&mut self, began: Instant) {
        self.0.push(began.elapsed().as_secs_f64() * 1000.0);
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.0.extend(other.0);
        self.0.sort_by(f64::total_cmp);
    }

    pub(crate) fn at(&self, percent: usize) -> f64 {
        let index = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        (self.0.get(index).copied().unwrap_or_default() * 100.0).round() / 100.0
    }
}

impl Active {
    pub(crate) async fn enter(address: SocketAddr, seed: u64) -> Outcome<Self> {
        let pair = Pair::found(address, seed).await?;
        let writer = Peer::live(address, pair.stream, &pair.alex).await?;
        let reader = Peer::live(address, pair.stream, &pair.sam).await?;
        Ok(Self { pair, writer, reader, read: 0 })
    }

    fn seal(&mut self, count: usize) -> Outcome<Vec<Verified>> {
        (0..count).map(|_| self.pair.alex.content(self.pair.stream)).collect()
    }

    /// Hands over these, so many at a time or one with each tick, while the other side reads what it is woken for.
    async fn exchange(
        &mut self,
        puts: &[Verified],
        in_flight: usize,
        pace: Option<Duration>,
    ) -> Outcome<Figure> {
        let Self { writer, reader, read, pair } = self;
        let author = pair.alex.id;
        let (sent_in, mut sent) = tokio::sync::mpsc::unbounded_channel();
        let writing = async move {
            let mut stored = Times::default();
            let mut waiting = std::collections::VecDeque::new();
            let mut pace = pace.map(interval);
            if let Some(pace) = &mut pace {
                pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
            }
            let mut rest = puts.iter();
            while rest.len() > 0 || !waiting.is_empty() {
                let turn = async {
                    if let Some(pace) = &mut pace {
                        pace.tick().await;
                    }
                };
                tokio::select! {
                    biased;
                    () = turn, if rest.len() > 0 && waiting.len() < in_flight => {
                        let Some(put) = rest.next() else { continue };
                        waiting.push_back(Instant::now());
                        sent_in.send(Instant::now()).ok();
                        writer.send(&Frame::Put { envelope: put.as_bytes().to_vec() }).await?;
                    }
                    frame = writer.next(), if !waiting.is_empty() => {
                        expect(matches!(frame?, Frame::Stored { .. }))?;
                        stored.note(waiting.pop_front().ok_or("an answer too many")?);
                    }
                }
            }
            Outcome::Ok(stored)
        };
        let last = *read + puts.len() as u64;
        let reading = async {
            let mut arrived = Times::default();
            let mut woken = *read;
            while *read < last {
                if woken <= *read {
                    if let Frame::Wake { seq, .. } = reader.next().await? {
                        woken = woken.max(seq);
                    }
                    continue;
                }
                reader.send(&Frame::Get { author, after: *read, budget: u32::MAX }).await?;
                let page = loop {
                    match reader.next().await? {
                        Frame::Envelopes { page, .. } => break page,
                        // The page may have been read before this news.
                        Frame::Wake { seq, .. } => woken = woken.max(seq),
                        _ => {}
                    }
                };
                for _ in page {
                    *read += 1;
                    arrived.note(sent.recv().await.ok_or("an envelope that was not sent")?);
                }
            }
            Outcome::Ok(arrived)
        };
        let (stored, arrived) = tokio::try_join!(writing, reading)?;
        Ok(Figure { puts: puts.len(), per_second: 0.0, stored, arrived })
    }
}

/// Each writer hands over one envelope, and the next one when it is stored.
pub(crate) async fn each_waits(active: &mut Vec<Active>, puts: usize) -> Outcome<Figure> {
    all(active, puts, 1, None).await
}

/// So many envelopes a second in all.
pub(crate) async fn paced(active: &mut Vec<Active>, per_second: u32, seconds: u32) -> Outcome<Figure> {
    let pairs = u32::try_from(active.len())?.max(1);
    let puts = usize::try_from(per_second * seconds / pairs)?.max(1);
    let pace = Duration::from_secs_f64(f64::from(pairs) / f64::from(per_second));
    all(active, puts, 64, Some(pace)).await
}

/// Each writer has 64 envelopes in flight.
pub(crate) async fn pipelined(active: &mut Vec<Active>, puts: usize) -> Outcome<Figure> {
    all(active, puts, 64, None).await
}

async fn all(
    active: &mut Vec<Active>,
    puts: usize,
    in_flight: usize,
    pace: Option<Duration>,
) -> Outcome<Figure> {
    // Signed before the clock runs: what is measured is the relay.
    let mut ready = Vec::new();
    for mut one in active.drain(..) {
        let sealed = one.seal(puts)?;
        ready.push((one, sealed));
    }
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for (mut one, sealed) in ready {
        tasks.spawn(async move {
            let figure = one.exchange(&sealed, in_flight, pace).await?;
            Outcome::Ok((one, figure))
        });
    }
    let mut total = Figure::default();
    while let Some(done) = tasks.join_next().await {
        let (one, figure) = done??;
        active.push(one);
        total.puts += figure.puts;
        total.stored.join(figure.stored);
        total.arrived.join(figure.arrived);
    }
    total.per_second = total.puts as f64 / began.elapsed().as_secs_f64();
    Ok(total)
}
