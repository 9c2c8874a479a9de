//! Another way of keeping the store's key (docs/protocol.md §11). The key itself stays, so nothing of what it seals is
//! written again: only the store's header changes, and the place where the key lies.
//!
//! Invariant: whatever the moment of a stop, the store opens in the former way or in the new one, and the header names
//! every place in which the key may still lie. The next command that opens the store clears it.

use language::say;
use store::{Store, Writer};
use zeroize::Zeroizing;

use crate::entre::Entre;
use crate::fail::{Exit, Fail};
use crate::home::Home;
use crate::session::forget_session;
use crate::unlock::{
    Lock, Place, Unlock, UnlockKind, clear_key, clear_root_key, copy_root_key, put_key, wrap,
};

/// The moments between the writes of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// What `unlock` left open is closed.
    Closed,
    /// The header names the place to come.
    Announced,
    /// The new place holds the key.
    Put,
    /// The new place holds the root's key, too.
    PutRoot,
    /// The header says the new way, and the former place as one to be cleared.
    Switched,
    /// The former place is empty.
    Cleared,
    /// The header names no second place.
    Done,
}

impl Entre {
    /// Keeps the store's key in another way, or behind another passphrase. Says whether the former place is empty; if
    /// not, it is tried again whenever the store is opened.
    ///
    /// # Errors
    /// If it is kept that way already, the passphrase is too short, or the new place cannot be written: then the
    /// former way stays.
    pub fn keep_key_with(&mut self, new: &Unlock) -> Result<bool, Fail> {
        let changed = self.change_lock(new, &mut |_| Ok(()));
        match changed {
            Ok(()) => Ok(Lock::parse(&self.store.read()?.unlock()?)?.leaving.is_none()),
            Err(fail) => {
                self.finish_change();
                let no_keyring = fail.code == "no_keyring";
                let fail = fail.because(say!("key-kept-as-before"));
                Err(if no_keyring { Fail { tries: vec![say!("no-keyring-try")], ..fail } } else { fail })
            }
        }
    }

    fn change_lock(
        &mut self,
        new: &Unlock,
        after: &mut dyn FnMut(Step) -> Result<(), Fail>,
    ) -> Result<(), Fail> {
        let (home, store_id) = (self.home.clone(), self.store.store_id());
        let former = Lock::parse(&self.store.read()?.unlock()?)?.leaving(None);
        let wrapped = match new {
            Unlock::Passphrase(words) => wrap(self.key(), words)?,
            Unlock::Keyring | Unlock::File if former.kind == new.kind() => return Err(already(former.kind)),
            Unlock::Keyring | Unlock::File => Vec::new(),
        };
        let lock = Lock::new(new.kind(), wrapped);
        forget_session(&home, &store_id)?;
        after(Step::Closed)?;
        let (from, to) = (former.kind.root_place(), lock.kind.root_place());
        let place = lock.kind.place();
        let announced = former.leaving(place.or((from != to).then_some(to)));
        if announced.leaving.is_some() {
            self.store.write(|writer| switch(writer, None, &announced))?;
            after(Step::Announced)?;
        }
        // The write lock is held while the new place is filled: a clearing by another process waits for it.
        let key = crypto::StoreKey::from_bytes(*self.key().expose());
        let switched = self.store.write(|writer| -> Result<(), Fail> {
            if let Some(place) = place {
                put_key(&home, &store_id, &key, place)?;
            }
            after(Step::Put)?;
            if from != to {
                copy_root_key(&home, &store_id, from, to)?;
            }
            after(Step::PutRoot)?;
            // Between two passphrases there is no place to clear.
            let leaving = former.kind.place().or((from != to).then_some(from));
            switch(writer, Some(&announced), &lock.leaving(leaving))
        });
        switched?;
        after(Step::Switched)?;
        tidy(self, after)?;
        // Copies from before open in the former way.
        Store::drop_restore_points(&home.database())?;
        // The former wrapping leaves the write-ahead log, too.
        Ok(self.store.checkpoint()?)
    }

    /// Clears the second place, if a change was cut short. What cannot be cleared now is tried again the next time.
    pub(crate) fn finish_change(&mut self) {
        drop(tidy(self, &mut |_| Ok(())));
    }
}

impl Entre {
    /// Opens the store with the passphrase alone, whatever `unlock` left open: who changes a passphrase knows it.
    ///
    /// # Errors
    /// [`Exit::Usage`] if there is none; otherwise as [`Entre::open`].
    pub fn open_with_passphrase(
        home: &Home,
        passphrase: &mut dyn FnMut() -> Result<Zeroizing<String>, Fail>,
    ) -> Result<Self, Fail> {
        let kind = Self::unlock_kind(home)?;
        if kind != UnlockKind::Passphrase {
            return Err(Fail::new(Exit::Usage, "no_passphrase", say!("no-passphrase"))
                .because(holds(kind))
                .attempt("entre passphrase set"));
        }
        Self::open_afresh(home, passphrase)
    }
}

/// What holds the key of such a store, as a sentence.
#[must_use]
pub fn holds(kind: UnlockKind) -> String {
    match kind {
        UnlockKind::Keyring => {
            say!("key-in-keyring")
        }
        UnlockKind::Passphrase => say!("key-behind-passphrase"),
        UnlockKind::File => {
            say!("key-in-file")
        }
    }
}

fn already(kind: UnlockKind) -> Fail {
    Fail::new(Exit::Usage, "same_lock", say!("same-lock")).because(holds(kind))
}

/// Replaces the header, if it still says what this change began with; otherwise somebody else changed it meanwhile.
fn switch(writer: &mut Writer<'_>, expected: Option<&Lock>, lock: &Lock) -> Result<(), Fail> {
    let now = Lock::parse(&writer.unlock()?)?;
    let same = match expected {
        Some(expected) => now == *expected,
        // The announcement: a former one may still stand there.
        None => now.leaving(None) == lock.leaving(None),
    };
    if !same {
        return Err(Fail::new(Exit::Failed, "busy", say!("lock-busy"))
            .because(say!("lock-busy-why"))
            .attempt(say!("try-again")));
    }
    Ok(writer.set_unlock(&lock.to_bytes())?)
}

/// Clears the second place and says so in the header, in one transaction.
fn tidy(entre: &mut Entre, after: &mut dyn FnMut(Step) -> Result<(), Fail>) -> Result<(), Fail> {
    let (home, store_id) = (entre.home.clone(), entre.store.store_id());
    let done = entre.store.write(|writer| -> Result<(), Fail> {
        let lock = Lock::parse(&writer.unlock()?)?;
        let Some(place) = lock.leaving else { return Ok(()) };
        if clear(&home, &store_id, &lock, place) {
            after(Step::Cleared)?;
            writer.set_unlock(&lock.leaving(None).to_bytes())?;
        }
        Ok(())
    });
    done?;
    after(Step::Done)
}

/// Never the place that the header relies on.
fn clear(home: &Home, store_id: &[u8; 16], lock: &Lock, place: Place) -> bool {
    let key = lock.kind.place() == Some(place) || clear_key(home, store_id, place);
    let root = lock.kind.root_place() == place || clear_root_key(home, store_id, place);
    key && root
}

#[cfg(test)]
mod tests;
