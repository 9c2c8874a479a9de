//! A storage in memory: for the simulator, and the model that the database is compared with. A clone is a backup.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use wire::{AuthorId, MailboxName, RefusalCode, Slot, StreamId, Verified};

use super::admission::{StreamState, Verdict};
use super::{
    Answer, Entitlement, News, PAGE_ITEM_OVERHEAD, PAGE_ITEMS_MAX, Read, Reason, Rules, Storage,
    StorageError, Write, expiry_hour, is_expired, page_budget,
};
use crate::voucher::Voucher;

/// Streams and mailboxes in memory.
#[derive(Debug, Clone)]
pub struct Memory {
    rules: Rules,
    streams: BTreeMap<StreamId, MemoryStream>,
    mailboxes: BTreeMap<(MailboxName, Slot), (u64, Vec<u8>)>,
    vouchers: BTreeSet<[u8; 32]>,
}

#[derive(Debug, Clone)]
struct MemoryStream {
    state: StreamState,
    chains: BTreeMap<AuthorId, Vec<Verified>>,
}

impl Memory {
    /// An empty storage.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        Self { rules, streams: BTreeMap::new(), mailboxes: BTreeMap::new(), vouchers: BTreeSet::new() }
    }

    /// Lets `voucher` open one stream.
    pub fn add_voucher(&mut self, voucher: &Voucher) {
        self.vouchers.insert(voucher.hash());
    }

    /// Forgets a stream, as a host may; its members can open it again and put everything back.
    pub fn remove_stream(&mut self, stream: &StreamId) {
        self.streams.remove(stream);
    }

    fn open(&mut self, genesis: &Verified, entitlement: Entitlement) -> Answer {
        let stream = genesis.header().stream;
        let state = match StreamState::open(genesis) {
            Ok(state) => state,
            Err(reason) => return Answer::Refused(reason),
        };
        if self.streams.contains_key(&stream) {
            return Answer::Opened;
        }
        match entitlement {
            Entitlement::Free => {}
            Entitlement::Voucher(hash) if self.vouchers.remove(&hash) => {}
            Entitlement::Missing => return Answer::Refused(Reason::plain(RefusalCode::VoucherNeeded)),
            Entitlement::Voucher(_) | Entitlement::Invalid => {
                return Answer::Refused(Reason::plain(RefusalCode::VoucherInvalid));
            }
        }
        let chains = BTreeMap::from([(genesis.header().author, vec![genesis.clone()])]);
        self.streams.insert(stream, MemoryStream { state, chains });
        Answer::Opened
    }

    fn put(&mut self, envelope: &Verified) -> Answer {
        let header = envelope.header();
        let Some(stream) = self.streams.get_mut(&header.stream) else {
            return Answer::Refused(Reason::plain(RefusalCode::UnknownStream));
        };
        let chain = stream.chains.entry(header.author).or_default();
        let held = |seq: u64| -> Result<_, Infallible> {
            let index = usize::try_from(seq).unwrap_or(usize::MAX).wrapping_sub(1);
            Ok(chain.get(index).map(|envelope| envelope.id()))
        };
        let Ok(verdict) = stream.state.admit(&self.rules, envelope, held);
        match verdict {
            Verdict::Held => Answer::Stored(None),
            Verdict::Refused(reason) => Answer::Refused(reason),
            Verdict::New => {
                chain.push(envelope.clone());
                Answer::Stored(Some(News {
                    stream: header.stream,
                    author: header.author,
                    seq: header.seq,
                    access_changed: header.kind == wire::Kind::Access,
                }))
            }
        }
    }

    fn mailbox_put(
        &mut self,
        now_seconds: u64,
        key: (MailboxName, Slot),
        seconds: u32,
        content: &[u8],
    ) -> Answer {
        self.sweep(now_seconds);
        if let Some((_, held)) = self.mailboxes.get(&key) {
            let same = held == content;
            return if same {
                Answer::MailboxStored
            } else {
                Answer::Refused(Reason::plain(RefusalCode::SlotTaken))
            };
        }
        let used: u64 = self.mailboxes.values().map(|(_, content)| content.len() as u64).sum();
        if used.saturating_add(content.len() as u64) > self.rules.mailbox_bytes_max {
            let limit = self.rules.mailbox_bytes_max;
            return Answer::Refused(Reason { code: RefusalCode::MailboxFull, limit });
        }
        self.mailboxes.insert(key, (expiry_hour(now_seconds, seconds), content.to_vec()));
        Answer::MailboxStored
    }

    fn sweep(&mut self, now_seconds: u64) {
        self.mailboxes.retain(|_, (hour, _)| !is_expired(*hour, now_seconds));
    }

    fn page(&self, stream: &StreamId, author: &AuthorId, after: u64, budget: u32) -> Answer {
        let Some(stream) = self.streams.get(stream) else {
            return Answer::Refused(Reason::plain(RefusalCode::UnknownStream));
        };
        let chain = stream.chains.get(author).map_or(&[][..], Vec::as_slice);
        let rest = chain.get(usize::try_from(after).unwrap_or(usize::MAX)..).unwrap_or(&[]);
        let budget = page_budget(&self.rules, budget);
        let mut page = Vec::new();
        let mut used = 0;
        for envelope in rest {
            let cost = envelope.as_bytes().len() + PAGE_ITEM_OVERHEAD;
            if !page.is_empty() && (used + cost > budget || page.len() == PAGE_ITEMS_MAX) {
                return Answer::Page { done: false, page };
            }
            used += cost;
            page.push(envelope.as_bytes().to_vec());
        }
        Answer::Page { done: true, page }
    }
}

impl Storage for Memory {
    fn read(&mut self, now_seconds: u64, read: &Read) -> Result<Answer, StorageError> {
        let unknown = Answer::Refused(Reason::plain(RefusalCode::UnknownStream));
        Ok(match read {
            Read::Join { stream } => self.streams.get(stream).map_or(unknown, |stream| Answer::Joined {
                access: stream.state.access.clone(),
                heads: stream.state.heads.iter().map(|(author, (seq, id))| (*author, *seq, *id)).collect(),
            }),
            Read::Access { stream } => {
                self.streams.get(stream).map_or(unknown, |stream| Answer::Access(stream.state.access.clone()))
            }
            Read::Page { stream, author, after, budget } => self.page(stream, author, *after, *budget),
            Read::Mailbox { name, slot } => Answer::Mailbox(
                self.mailboxes
                    .get(&(*name, *slot))
                    .filter(|(hour, _)| !is_expired(*hour, now_seconds))
                    .map(|(_, content)| content.clone()),
            ),
        })
    }

    fn apply(&mut self, now_seconds: u64, writes: &[Write]) -> Result<Vec<Answer>, StorageError> {
        Ok(writes
            .iter()
            .map(|write| match write {
                Write::Open { genesis, entitlement } => self.open(genesis, *entitlement),
                Write::Put { envelope } => self.put(envelope),
                Write::MailboxPut { name, slot, seconds, content } => {
                    self.mailbox_put(now_seconds, (*name, *slot), *seconds, content)
                }
                Write::Sweep => {
                    self.sweep(now_seconds);
                    Answer::Done
                }
                Write::Probe => Answer::Done,
            })
            .collect())
    }
}
