//! A relay that meddles with mailboxes, while two people pair through them: it stops nothing but while it does so, learns
//! nothing, and what was written while the answer was out stays. The same holds for what hinders a pairing at home: two
//! programs at once, and a disk that fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use client::{
    Connecting, Connection, Entre, Exit, Fail, Home, Invite, LinkAttempt, LinkState, Network, Setup,
    TopicText, Unlock, check_invitation, over,
};
use entrenous_tests::hostile::{Attack, Hostile};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use tokio::net::TcpStream;
use tokio::sync::Notify;

const DRAFT: &str = "Written while the answer was out";

struct Two {
    folder: tempfile::TempDir,
    relay: Hostile,
    alex: Entre,
    code: String,
}

impl Two {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let relay = Hostile::start(folder.path()).await.unwrap();
        let home = Home::locate(Some(folder.path().join("alex"))).unwrap();
        let mut alex =
            Entre::init(&home, &setup("Alex Marin", Some(&relay.url())), Timestamp::now()).unwrap();
        let invite = Invite {
            name: "Sam Okoro".to_owned(),
            role: agenda::Member::Manager,
            valid: SignedDuration::from_hours(24),
            words: false,
            fresh: false,
            again: false,
            time_zone: None,
        };
        let code = alex.invite(&invite, Timestamp::now()).unwrap().code;
        alex.sync(Timestamp::now()).await.unwrap();
        Self { folder, relay, alex, code }
    }

    /// Sam enters the code and writes something; nothing is written if the code does not lead anywhere.
    async fn accept(&self) -> Result<Entre, Fail> {
        let checked = check_invitation(&self.code, None, Timestamp::now()).await?;
        let home = Home::locate(Some(self.folder.path().join("sam"))).unwrap();
        let mut sam = Entre::init(&home, &setup("Sam Okoro", None), Timestamp::now()).unwrap();
        let accepted = sam.accept(&checked, Timestamp::now()).await?;
        let topic = TopicText {
            title: DRAFT.to_owned(),
            category: agenda::Category::General,
            kind: agenda::TopicKind::Topic,
        };
        let now = Timestamp::now().to_zoned_datetime(TimeZone::UTC);
        sam.add(&accepted.person, &topic, &now).unwrap();
        Ok(sam)
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

fn titles(entre: &mut Entre) -> Vec<String> {
    let person = entre.find(None).unwrap();
    let now = Timestamp::now().to_zoned_datetime(TimeZone::UTC);
    let screen = entre.agenda(&person, &client::AgendaOptions::default(), &now).unwrap();
    screen.agenda.topics.into_iter().map(|topic| topic.title).collect()
}

/// Both sync a few times; gives the codes of what went wrong.
async fn rounds(alex: &mut Entre, sam: &mut Entre) -> Vec<&'static str> {
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.extend(alex.sync(Timestamp::now()).await.err().map(|fail| fail.code));
        codes.extend(sam.sync(Timestamp::now()).await.err().map(|fail| fail.code));
    }
    codes
}

#[tokio::test]
async fn a_message_altered_in_the_mailbox_is_refused_and_the_pairing_goes_on_when_it_stops() {
    for slot in 1..=4 {
        for attack in [Attack::AlterMailbox(slot), Attack::SwapMailbox(slot), Attack::EmptyMailbox(slot)] {
            let mut two = Two::new().await;
            two.relay.attack(attack);
            let accepted = two.accept().await;
            let mut sam = match accepted {
                Ok(sam) => sam,
                Err(fail) => {
                    assert_eq!(slot, 1, "{attack:?}: {fail:?}");
                    assert!(matches!(fail.exit, Exit::Safety | Exit::NotFound), "{attack:?}: {fail:?}");
                    assert!(!two.folder.path().join("sam").exists(), "{attack:?}: nothing is written");
                    two.relay.attack(Attack::None);
                    two.accept().await.unwrap()
                }
            };
            let codes = rounds(&mut two.alex, &mut sam).await;
            let meddled = slot > 1 && two.relay.bites() > 0 && !matches!(attack, Attack::EmptyMailbox(_));
            assert!(!meddled || codes.contains(&"bad_answer"), "{attack:?}: {codes:?}");
            assert_eq!(titles(&mut sam), [DRAFT], "{attack:?}");
            two.relay.attack(Attack::None);
            assert!(rounds(&mut two.alex, &mut sam).await.is_empty(), "{attack:?}");
            assert_eq!(titles(&mut two.alex), [DRAFT], "{attack:?}");
            assert_eq!(titles(&mut sam), [DRAFT], "{attack:?}");
        }
    }
}

#[tokio::test]
async fn a_mailbox_that_keeps_something_else_is_named_and_takes_no_draft_away() {
    for slot in 2..=4 {
        let mut two = Two::new().await;
        two.relay.attack(Attack::StoreOtherMailbox(slot));
        let mut sam = two.accept().await.unwrap();
        let codes = rounds(&mut two.alex, &mut sam).await;
        assert!(codes.contains(&"bad_answer"), "slot {slot}: {codes:?}");
        // For good: a slot is written once. Another invitation helps, and what was written is still there.
        two.relay.attack(Attack::None);
        assert!(rounds(&mut two.alex, &mut sam).await.contains(&"bad_answer"), "slot {slot}");
        assert_eq!(titles(&mut sam), [DRAFT], "slot {slot}");
        let blamed: Vec<String> = [&mut two.alex, &mut sam]
            .iter_mut()
            .flat_map(|one| one.status().unwrap().events)
            .map(|event| event.code)
            .collect();
        assert_eq!(blamed, ["bad_answer"], "slot {slot}: it is said once");
    }
}

/// Found by a schedule: each program drew keys of its own, one's answer reached the other person, and the other's keys
/// stayed on the disk. Nothing that was written went out ever again.
#[tokio::test]
async fn two_programs_that_move_a_pairing_on_at_once_do_not_cross_each_other() {
    let mut two = Two::new().await;
    let mut sam = two.accept().await.unwrap();
    let now = Timestamp::now();
    // Each reads what is on the disk before it first waits, so that both begin with the same.
    let mut second = two.alex.again().unwrap();
    for program in <[_; 2]>::from(tokio::join!(two.alex.sync(now), second.sync(now))) {
        program.unwrap();
    }
    let mut second = sam.again().unwrap();
    for program in <[_; 2]>::from(tokio::join!(sam.sync(now), second.sync(now))) {
        program.unwrap();
    }
    assert!(rounds(&mut two.alex, &mut sam).await.is_empty());
    assert_eq!(sam.status().unwrap().waiting, 0);
    assert_eq!(titles(&mut two.alex), [DRAFT]);
    assert_eq!(titles(&mut sam), [DRAFT]);
}

/// A network on which nobody gets anywhere before the moment comes.
struct Later(Arc<Notify>);

impl Network for Later {
    fn connect(&self, host: String, port: u16) -> Connecting {
        let moment = Arc::clone(&self.0);
        Box::pin(async move {
            moment.notified().await;
            let stream = TcpStream::connect((host, port)).await?;
            let connection: Box<dyn Connection> = Box::new(stream);
            Ok(connection)
        })
    }
}

#[tokio::test]
async fn a_slow_program_does_not_undo_that_a_new_device_was_confirmed() {
    let mut two = Two::new().await;
    let now = Timestamp::now();
    let code = two.alex.device_code(false, now).unwrap().code;
    two.alex.move_linking(now).await.unwrap();
    let checked = check_invitation(&code, None, now).await.unwrap();
    let attempt = LinkAttempt::begin(&checked, "desktop", now).await.unwrap();
    let moment = Arc::new(Notify::new());
    let mut slow = two.alex.again().unwrap();
    // It knows of no newcomer, and waits; meanwhile the person compares the words.
    let slow = over(Arc::new(Later(Arc::clone(&moment))), slow.move_linking(now));
    let quick = async {
        two.alex.move_linking(now).await.unwrap();
        two.alex.confirm_device(true).unwrap();
        moment.notify_one();
    };
    let (state, ()) = tokio::join!(slow, quick);
    assert!(matches!(state.unwrap(), LinkState::Confirmed { .. }));
    two.alex.move_linking(now).await.unwrap();
    let home = Home::locate(Some(two.folder.path().join("desktop"))).unwrap();
    attempt.finish(&home, &Unlock::File, now, Duration::from_secs(60)).await.unwrap();
}

/// A network that does not answer twice, and then does.
struct AwayTwice(AtomicUsize);

impl Network for AwayTwice {
    fn connect(&self, host: String, port: u16) -> Connecting {
        let away = self.0.fetch_add(1, Ordering::Relaxed) < 2;
        Box::pin(async move {
            if away {
                return Err(std::io::ErrorKind::ConnectionRefused.into());
            }
            let connection: Box<dyn Connection> = Box::new(TcpStream::connect((host, port)).await?);
            Ok(connection)
        })
    }
}

/// What belongs to a code is in memory only. So a relay that started anew while the new device waited, or a line that
/// broke, used the code up, although the other device had confirmed.
#[tokio::test]
async fn a_new_device_that_waits_outlasts_a_relay_that_is_away_for_a_moment() {
    let mut two = Two::new().await;
    let now = Timestamp::now();
    let code = two.alex.device_code(false, now).unwrap().code;
    two.alex.move_linking(now).await.unwrap();
    let checked = check_invitation(&code, None, now).await.unwrap();
    let attempt = LinkAttempt::begin(&checked, "desktop", now).await.unwrap();
    two.alex.move_linking(now).await.unwrap();
    two.alex.confirm_device(true).unwrap();
    two.alex.move_linking(now).await.unwrap();
    let home = Home::locate(Some(two.folder.path().join("desktop"))).unwrap();
    let waits = Box::pin(attempt.finish(&home, &Unlock::File, now, Duration::from_secs(60)));
    over(Arc::new(AwayTwice(AtomicUsize::new(0))), waits).await.unwrap();

    // Who is away for longer than somebody waits is said to be away.
    let nowhere = Home::locate(Some(two.folder.path().join("nowhere"))).unwrap();
    let waits = Box::pin(attempt.finish(&nowhere, &Unlock::File, now, Duration::ZERO));
    let fail = over(Arc::new(AwayTwice(AtomicUsize::new(0))), waits).await.err().unwrap();
    assert_eq!(fail.exit, Exit::Offline);
    assert!(!nowhere.exists());
}

/// Found by a schedule: the pairing was over for good, and nobody was told.
#[tokio::test]
async fn a_disk_that_fails_when_the_answer_comes_ends_no_pairing() {
    let mut two = Two::new().await;
    let mut sam = two.accept().await.unwrap();
    two.alex.sync(Timestamp::now()).await.unwrap();
    let database = two.folder.path().join("sam/entre.db");
    let disk = |statement: &str| rusqlite::Connection::open(&database).unwrap().execute_batch(statement);
    disk("CREATE TRIGGER broken BEFORE INSERT ON outbox BEGIN SELECT RAISE(ABORT, 'broken'); END").unwrap();
    let fail = sam.sync(Timestamp::now()).await.unwrap_err();
    assert_eq!((fail.exit, fail.code), (Exit::Failed, "store"));
    disk("DROP TRIGGER broken").unwrap();
    assert!(rounds(&mut two.alex, &mut sam).await.is_empty());
    assert_eq!(titles(&mut two.alex), [DRAFT]);
    assert_eq!(titles(&mut sam), [DRAFT]);
}
