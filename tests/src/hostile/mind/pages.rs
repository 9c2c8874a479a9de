//! Lies about what the relay holds: heads, pages, wake-ups, and frames that are none.

use wire::{AuthorId, Envelope, EnvelopeId, Frame, HEADER_BYTES, SIGNATURE_BYTES, StreamId, sign};

use super::{Connection, Heads, Mind, Out};
use crate::hostile::attack::Attack;
use crate::hostile::forger;

impl Mind {
    /// What becomes of a frame on an attacked stream.
    pub(super) fn lied(&mut self, connection: &Connection, frame: &Frame) -> Option<Vec<Out>> {
        let stream = connection.stream?;
        match frame {
            Frame::Heads { heads } => self.heads(connection, stream, heads),
            Frame::Envelopes { author, done, page } => self.page(stream, *author, *done, page),
            Frame::Wake { author, .. } => match self.attack {
                Attack::Freeze => self.bite(Vec::new()),
                Attack::Hide(who) | Attack::Forget(who) if self.authors_of(&stream, who).contains(author) => {
                    self.bite(Vec::new())
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn heads(&mut self, connection: &Connection, stream: StreamId, heads: &Heads) -> Option<Vec<Out>> {
        let raw = Frame::Heads { heads: heads.clone() }.encode();
        let own = connection.author;
        let mut lie = heads.clone();
        match self.attack {
            Attack::HighHeads => lie.iter_mut().for_each(|(_, seq, id)| {
                *seq += 3;
                *id = made_up(*seq);
            }),
            Attack::OtherHeads => lie.iter_mut().for_each(|(_, seq, id)| *id = made_up(*seq)),
            Attack::Forget(who) => {
                let hidden = self.authors_of(&stream, who);
                lie.retain(|(author, _, _)| !hidden.contains(author));
            }
            Attack::Hide(who) => {
                let hidden = self.authors_of(&stream, who);
                let shown = self.shown.get(&(self.who, stream)).cloned().unwrap_or_default();
                lie.retain(|(author, _, _)| !hidden.contains(author));
                lie.extend(shown.into_iter().filter(|(author, _, _)| hidden.contains(author)));
                lie.sort();
            }
            Attack::Freeze => {
                let shown = self.shown.get(&(self.who, stream)).cloned().unwrap_or_default();
                lie.retain(|(author, _, _)| Some(*author) == own);
                lie.extend(shown.into_iter().filter(|(author, _, _)| Some(*author) != own));
                lie.sort();
            }
            Attack::ManyHeads => {
                let many = (0..5_000_u64).map(|number| {
                    let mut bytes = [0xee; 32];
                    bytes[8..16].copy_from_slice(&number.to_be_bytes());
                    (AuthorId::from(bytes), 1, made_up(number))
                });
                lie.extend(many);
                lie.sort();
            }
            Attack::WrongStream => lie = self.shown.get(&(self.who, self.other_stream(&stream)?))?.clone(),
            Attack::Stranger | Attack::EndlessStranger | Attack::StrangerEnrols | Attack::StrangerRetires => {
                lie.push(self.strangers_head(stream)?);
                lie.sort();
            }
            Attack::UnknownFrame => return self.bite(vec![Out::Down(vec![0x55, 1, 2, 3]), Out::Down(raw)]),
            Attack::LaterFrame => return self.bite(vec![Out::Down(vec![0x90, 1, 2, 3]), Out::Down(raw)]),
            Attack::Text => return self.bite(vec![Out::Text, Out::Down(raw)]),
            Attack::TrailingByte => return self.bite(vec![Out::Down([raw, vec![0]].concat())]),
            Attack::Oversize => return self.bite(vec![Out::Down(vec![7; 2 * 1024 * 1024])]),
            Attack::CountLies => return self.bite(vec![Out::Down(vec![5, 0xff, 0xff, 0xff, 0xff])]),
            Attack::WakeFlood => {
                let (author, seq, _) = *heads.last()?;
                let wake = Frame::Wake { author, seq: seq + 1_000 };
                return self.bite(vec![Out::Down(raw), Out::Down(wake.encode())]);
            }
            _ => return None,
        }
        if lie == *heads {
            return None;
        }
        self.bite(vec![Out::Down(Frame::Heads { heads: lie }.encode())])
    }

    fn strangers_head(&self, stream: StreamId) -> Option<(AuthorId, u64, EnvelopeId)> {
        let (seq, last) = match self.attack {
            Attack::StrangerEnrols | Attack::StrangerRetires => (1, self.forged_step(stream)?),
            _ => (3, Envelope::parse(forger::chain(stream, 2, 1).ok()?.first()?).ok()?),
        };
        Some((forger::author(), seq, last.id()))
    }

    fn page(&mut self, stream: StreamId, author: AuthorId, done: bool, page: &[Vec<u8>]) -> Option<Vec<Out>> {
        if self.attack == Attack::WakeFlood {
            let page = Frame::Envelopes { author, done, page: page.to_vec() };
            let wake = Frame::Wake { author, seq: u64::MAX - 1 };
            return self.bite(vec![Out::Down(page.encode()), Out::Down(wake.encode())]);
        }
        if page.is_empty() {
            return None;
        }
        let (mut lie, mut done) = (page.to_vec(), done);
        match self.attack {
            Attack::DropMiddle if lie.len() > 2 => drop(lie.remove(lie.len() / 2)),
            Attack::Reorder if lie.len() > 1 => lie.swap(0, 1),
            Attack::DropTail => drop(lie.pop()),
            Attack::Replay => lie.extend(page.last().cloned()),
            Attack::OldPage => lie = self.kept_from(&stream, &author, 0),
            Attack::WrongAuthor => {
                let other = *self.kept.get(&stream)?.keys().find(|other| **other != author)?;
                lie = self.kept_from(&stream, &other, 0);
            }
            Attack::EmptyPage => (lie, done) = (Vec::new(), false),
            Attack::LengthLies => {
                let mut bytes = vec![7];
                bytes.extend_from_slice(author.as_bytes());
                bytes.extend_from_slice(&[1, 0, 1, 0x7f, 0xff, 0xff, 0xff, 1]);
                return self.bite(vec![Out::Down(bytes)]);
            }
            _ => self.spoil(stream, lie.last_mut()?),
        }
        if lie == page {
            return None;
        }
        self.bite(vec![Out::Down(Frame::Envelopes { author, done, page: lie }.encode())])
    }

    /// Does something to one envelope.
    fn spoil(&self, stream: StreamId, bytes: &mut Vec<u8>) {
        match self.attack {
            Attack::FlipHeader => flip(bytes, 79),
            Attack::FlipBody => flip(bytes, HEADER_BYTES + 10),
            Attack::FlipSignature => {
                let last = bytes.len() - 1;
                flip(bytes, last);
            }
            Attack::Truncate => bytes.truncate(bytes.len() - 20),
            Attack::Extend => bytes.push(0),
            Attack::Resign => {
                let Ok(envelope) = Envelope::parse(bytes) else { return };
                bytes.truncate(bytes.len() - SIGNATURE_BYTES);
                let signature = sign(&forger::key(), "envelope-sig", envelope.id().as_bytes());
                bytes.extend_from_slice(&signature);
            }
            Attack::Splice => {
                let other = self.other_stream(&stream).and_then(|other| self.kept.get(&other));
                let foreign = other.into_iter().flat_map(|authors| authors.values());
                if let Some(foreign) = foreign.flat_map(|chain| chain.values()).next_back() {
                    bytes.clone_from(foreign);
                }
            }
            _ => {}
        }
    }

    /// What passed of a chain, behind a place.
    pub(super) fn kept_from(&self, stream: &StreamId, author: &AuthorId, after: u64) -> Vec<Vec<u8>> {
        let chain = self.kept.get(stream).and_then(|authors| authors.get(author));
        chain.into_iter().flat_map(|chain| chain.range(after + 1..)).map(|(_, bytes)| bytes.clone()).collect()
    }
}

fn flip(bytes: &mut [u8], at: usize) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1;
    }
}

fn made_up(number: u64) -> EnvelopeId {
    let mut bytes = [0xab; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    EnvelopeId::from(bytes)
}
