//! Alex and Sam behind a relay that lies when it is told to. Each scene begins from the same disks: both have paired and
//! are in step; then Alex sent three topics that Sam has not fetched, and Sam wrote one that has not gone out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use client::{
    AgendaOptions, Entre, Fail, Home, Invite, LinkAttempt, NoteTarget, SafetyEvent, Setup, StatusScreen,
    SyncReport, TopicText, Unlock, check_invitation,
};
use entrenous_tests::hostile::Hostile;
use entrenous_tests::household::copy_folder;
use jiff::{SignedDuration, Timestamp, ZonedDateTime, tz::TimeZone};
use tempfile::TempDir;

pub(crate) const ALEX: &str = "alex";
pub(crate) const SAM: &str = "sam";
/// Sam's second device, in the scenes that need one.
pub(crate) const SAM2: &str = "sam2";
pub(crate) const SECRET: &str = "SAM-PRIVATE only for me";

pub(crate) struct World {
    folder: TempDir,
    pub(crate) relay: Hostile,
    people: BTreeMap<&'static str, Entre>,
    /// Hours that have passed since the beginning, on everybody's clock.
    pub(crate) hours: i64,
}

/// What one `sync` said.
pub(crate) type Synced = Result<SyncReport, Fail>;

impl World {
    /// Two people who have paired, and with `second` one more device of Sam's. Keeps the disks for [`Self::begin`].
    pub(crate) async fn new(second: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("relay")).unwrap();
        let relay = Hostile::start(&folder.path().join("relay")).await.unwrap();
        let mut world = Self { folder, relay, people: BTreeMap::new(), hours: 0 };
        world.pair().await;
        if second {
            world.link().await;
        }
        world.in_step().await;
        world
            .relay
            .while_stopped(|folder| copy_folder(folder, &folder.with_extension("paired")))
            .await
            .unwrap();
        for number in 1..=3 {
            world.add(ALEX, &format!("From Alex {number}"));
            world.sync(ALEX).await.unwrap();
        }
        world.add(SAM, "From Sam, offline");
        world.note(SAM, SECRET);
        world.keep().await;
        world
    }

    async fn pair(&mut self) {
        let now = Timestamp::now();
        self.relay.expect(ALEX);
        let mut alex =
            Entre::init(&self.home(ALEX), &setup("Alex Marin", Some(&self.relay.url())), now).unwrap();
        let invite = Invite {
            name: "Sam Okoro".to_owned(),
            role: agenda::Member::Manager,
            valid: SignedDuration::from_hours(24),
            words: false,
            fresh: false,
            again: false,
            time_zone: None,
        };
        let invitation = alex.invite(&invite, now).unwrap();
        alex.sync(now).await.unwrap();
        self.relay.expect(SAM);
        let checked = check_invitation(&invitation.code, None, now).await.unwrap();
        let mut sam = Entre::init(&self.home(SAM), &setup("Sam Okoro", None), now).unwrap();
        sam.accept(&checked, now).await.unwrap();
        self.people.insert(ALEX, alex);
        self.people.insert(SAM, sam);
        self.in_step().await;
    }

    async fn link(&mut self) {
        let now = Timestamp::now();
        self.relay.expect(SAM);
        let home = self.home(SAM2);
        let sam = self.person(SAM);
        let code = sam.device_code(false, now).unwrap();
        sam.move_linking(now).await.unwrap();
        let checked = check_invitation(&code.code, None, now).await.unwrap();
        let attempt = LinkAttempt::begin(&checked, SAM2, now).await.unwrap();
        sam.move_linking(now).await.unwrap();
        sam.confirm_device(true).unwrap();
        sam.move_linking(now).await.unwrap();
        let patience = std::time::Duration::from_secs(60);
        let second = attempt.finish(&home, &Unlock::File, now, patience).await.unwrap();
        self.people.insert(SAM2, second);
        self.sync(SAM2).await.ok();
        let sam = self.person(SAM);
        sam.move_linking(now).await.unwrap();
        sam.certify_device(None, now).unwrap();
        self.in_step().await;
    }

    fn home(&self, who: &str) -> Home {
        Home::locate(Some(self.folder.path().join(who))).unwrap()
    }

    /// Puts all disks aside.
    async fn keep(&mut self) {
        let names: Vec<&str> = self.people.keys().copied().collect();
        self.people.clear();
        self.relay_aside("kept").await;
        for name in &names {
            copy_folder(&self.folder.path().join(name), &self.folder.path().join(format!("{name}.kept")))
                .unwrap();
        }
        self.relay.mark();
        self.open(&names);
    }

    /// Everything is as it was at the end of [`Self::new`].
    pub(crate) async fn begin(&mut self) {
        let names: Vec<&str> = self.people.keys().copied().collect();
        self.people.clear();
        self.relay.recall();
        self.put_back_relay("kept").await;
        for name in &names {
            let home = self.folder.path().join(name);
            std::fs::remove_dir_all(&home).unwrap();
            copy_folder(&self.folder.path().join(format!("{name}.kept")), &home).unwrap();
        }
        self.open(&names);
        self.hours = 0;
    }

    fn open(&mut self, names: &[&'static str]) {
        for name in names {
            let mut no_passphrase = || Err(Fail::new(client::Exit::Locked, "locked", "no passphrase here"));
            self.people.insert(name, Entre::open(&self.home(name), &mut no_passphrase).unwrap());
        }
    }

    /// The relay comes back with an older copy of its files: `paired` or `kept`; or without any.
    pub(crate) async fn put_back_relay(&mut self, copy: &str) {
        let copy = copy.to_owned();
        self.relay
            .while_stopped(move |folder| {
                std::fs::remove_dir_all(folder)?;
                std::fs::create_dir(folder)?;
                if copy.is_empty() { Ok(()) } else { copy_folder(&folder.with_extension(copy), folder) }
            })
            .await
            .unwrap();
    }

    /// Puts the relay's files aside as they are now.
    pub(crate) async fn relay_aside(&mut self, copy: &str) {
        self.relay.while_stopped(|folder| copy_folder(folder, &folder.with_extension(copy))).await.unwrap();
    }

    /// Somebody's folder is copied, and the copy goes on as `name`.
    pub(crate) fn copy(&mut self, who: &'static str, name: &'static str) {
        self.people.remove(who);
        copy_folder(&self.folder.path().join(who), &self.folder.path().join(name)).unwrap();
        self.open(&[who, name]);
    }

    /// Lets go of somebody's folder, for the program to use, and says where it is.
    pub(crate) fn leave(&mut self, who: &str) -> PathBuf {
        self.people.remove(who);
        self.folder.path().join(who)
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now() + SignedDuration::from_hours(self.hours)
    }

    fn zoned(&self) -> ZonedDateTime {
        self.now().to_zoned_datetime(TimeZone::UTC)
    }

    pub(crate) fn person(&mut self, who: &str) -> &mut Entre {
        self.people.get_mut(who).unwrap()
    }

    pub(crate) async fn sync(&mut self, who: &'static str) -> Synced {
        self.relay.expect(who);
        let now = self.now();
        self.person(who).sync(now).await
    }

    /// Everybody syncs until nobody has anything new for the others.
    pub(crate) async fn in_step(&mut self) {
        let names: Vec<&str> = self.people.keys().copied().collect();
        for _ in 0..3 {
            for name in &names {
                self.sync(name).await.unwrap_or_else(|fail| panic!("{name}: {fail:?}"));
            }
        }
    }

    pub(crate) fn add(&mut self, who: &str, title: &str) {
        let now = self.zoned();
        let entre = self.person(who);
        let person = entre.find(None).unwrap();
        let topic = TopicText {
            title: title.to_owned(),
            category: agenda::Category::General,
            kind: agenda::TopicKind::Topic,
        };
        entre.add(&person, &topic, &now).unwrap();
    }

    pub(crate) fn note(&mut self, who: &str, text: &str) {
        let now = self.zoned();
        let entre = self.person(who);
        let person = entre.find(None).unwrap();
        entre.note(&NoteTarget::Person(person), text, &now).unwrap();
    }

    pub(crate) fn status(&mut self, who: &str) -> StatusScreen {
        self.person(who).status().unwrap()
    }

    pub(crate) fn events(&mut self, who: &str) -> Vec<SafetyEvent> {
        self.status(who).events
    }

    /// What `agenda --json` gives out and is the same on both sides.
    pub(crate) fn shared(&mut self, who: &str) -> serde_json::Value {
        let now = self.zoned();
        let entre = self.person(who);
        let person = entre.find(None).unwrap();
        let screen = entre.agenda(&person, &AgendaOptions::default(), &now).unwrap();
        let value = serde_json::to_value(&screen).unwrap();
        serde_json::json!({ "topics": value["topics"], "actions": value["actions"] })
    }

    pub(crate) fn titles(&mut self, who: &str) -> Vec<String> {
        let shared = self.shared(who);
        let topics = shared["topics"].as_array().unwrap();
        let mut titles: Vec<String> =
            topics.iter().map(|topic| topic["title"].as_str().unwrap().to_owned()).collect();
        titles.sort();
        titles
    }

    pub(crate) fn notes(&mut self, who: &str) -> Vec<String> {
        let now = self.zoned();
        let entre = self.person(who);
        let person = entre.find(None).unwrap();
        let options = AgendaOptions { private: true, on: None };
        let screen = entre.agenda(&person, &options, &now).unwrap();
        screen.private.notes.into_iter().map(|note| note.text).collect()
    }

    /// Whether the relay's files hold these words.
    pub(crate) fn relay_holds(&self, words: &str) -> bool {
        let relay = self.folder.path().join("relay");
        let holds = |path: &Path| {
            let bytes = std::fs::read(path).unwrap();
            bytes.windows(words.len()).any(|window| window == words.as_bytes())
        };
        std::fs::read_dir(relay).unwrap().any(|entry| holds(&entry.unwrap().path()))
    }
}

fn setup(name: &str, relay: Option<&str>) -> Setup {
    Setup {
        name: name.to_owned(),
        device_name: "laptop".to_owned(),
        relay: relay.map(|relay| relay.parse().unwrap()),
        vouchers: Vec::new(),
        unlock: Unlock::File,
    }
}
