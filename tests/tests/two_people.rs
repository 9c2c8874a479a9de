//! Two people, two homes, one relay on a real socket: the client library from invitation to equal agendas.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::Path;

use client::{
    AgendaOptions, Entre, Home, Invite, NoteTarget, Phase, Setup, TopicText, Unlock, check_invitation,
};
use jiff::{SignedDuration, Timestamp, ZonedDateTime, tz::TimeZone};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

fn now() -> ZonedDateTime {
    Timestamp::now().to_zoned_datetime(TimeZone::UTC)
}

struct Relay {
    address: std::net::SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    task: tokio::task::JoinHandle<()>,
}

impl Relay {
    async fn start(folder: &Path, address: &str) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let config = relay::Config::dev(address, folder.join("relay.db")).unwrap();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            relay::run(listener, config, async {
                stopped.await.ok();
            })
            .await
            .unwrap();
        });
        Self { address, stop: Some(stop), task }
    }

    fn url(&self) -> String {
        format!("ws://{}", self.address)
    }

    async fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        self.task.await.unwrap();
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

fn topic(title: &str) -> TopicText {
    TopicText { title: title.to_owned(), category: agenda::Category::General, kind: agenda::TopicKind::Topic }
}

#[tokio::test]
async fn two_people_share_an_agenda_and_keep_their_notes() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").await;
    let alex_home = Home::locate(Some(folder.path().join("alex"))).unwrap();
    let sam_home = Home::locate(Some(folder.path().join("sam"))).unwrap();

    let mut alex =
        Entre::init(&alex_home, &setup("Alex Marin", Some(&relay.url())), Timestamp::now()).unwrap();
    let invite = Invite {
        name: "Sam Okoro".to_owned(),
        role: agenda::Member::Manager,
        valid: SignedDuration::from_hours(24),
        words: false,
        fresh: false,
        again: false,
        time_zone: Some("Europe/Madrid".to_owned()),
    };
    let invitation = alex.invite(&invite, Timestamp::now()).unwrap();
    let person = alex.find(Some("sam")).unwrap();
    alex.add(&person, &topic("Written before anybody answered"), &now()).unwrap();
    alex.sync(Timestamp::now()).await.unwrap();

    let checked = check_invitation(&invitation.code, None, Timestamp::now()).await.unwrap();
    let mut sam = Entre::init(&sam_home, &setup("Sam Okoro", None), Timestamp::now()).unwrap();
    let accepted = sam.accept(&checked, Timestamp::now()).await.unwrap();
    assert_eq!(accepted.person.phase, Phase::Accepted);
    sam.add(&accepted.person, &topic("Written while the answer was out"), &now()).unwrap();
    sam.note(&NoteTarget::Person(accepted.person), "SAM-PRIVATE only for me", &now()).unwrap();

    alex.sync(Timestamp::now()).await.unwrap();
    let report = sam.sync(Timestamp::now()).await.unwrap();
    assert!(!report.pairing.is_empty(), "{report:?}");
    let report = alex.sync(Timestamp::now()).await.unwrap();
    assert!(report.up_to_date, "{report:?}");
    let report = sam.sync(Timestamp::now()).await.unwrap();
    assert!(report.up_to_date && report.waiting == 0, "{report:?}");
    alex.sync(Timestamp::now()).await.unwrap();

    let address = relay.address.to_string();
    relay.stop().await;
    let with_sam = alex.find(Some("sam")).unwrap();
    let with_alex = sam.find(Some("alex")).unwrap();
    alex.add(&with_sam, &topic("From Alex, offline"), &now()).unwrap();
    sam.add(&with_alex, &topic("From Sam, offline"), &now()).unwrap();
    let offline = alex.sync(Timestamp::now()).await.unwrap_err();
    assert_eq!(offline.exit, client::Exit::Offline, "{offline:?}");

    let relay = Relay::start(folder.path(), &address).await;
    alex.sync(Timestamp::now()).await.unwrap();
    sam.sync(Timestamp::now()).await.unwrap();
    alex.sync(Timestamp::now()).await.unwrap();

    let of_alex = alex.agenda(&with_sam, &AgendaOptions { private: true, on: None }, &now()).unwrap();
    let of_sam = sam.agenda(&with_alex, &AgendaOptions { private: true, on: None }, &now()).unwrap();
    assert_eq!(of_alex.agenda.topics.len(), 4);
    let topics = |screen: &client::AgendaScreen| serde_json::to_value(&screen.agenda.topics).unwrap();
    assert_eq!(topics(&of_alex), topics(&of_sam));
    assert_eq!(of_alex.private.count, 0);
    assert_eq!(of_sam.private.count, 1);
    assert_eq!(alex.log(10).unwrap().log[0].reach, client::Reach::Them);
    relay.stop().await;
}

/// Alex and Sam, paired and in step.
async fn paired(folder: &Path, relay: &Relay) -> (Entre, Entre) {
    let home = |name: &str| Home::locate(Some(folder.join(name))).unwrap();
    let mut alex =
        Entre::init(&home("alex"), &setup("Alex Marin", Some(&relay.url())), Timestamp::now()).unwrap();
    let invite = Invite {
        name: "Sam Okoro".to_owned(),
        role: agenda::Member::Report,
        valid: SignedDuration::from_hours(24),
        words: false,
        fresh: false,
        again: false,
        time_zone: None,
    };
    let invitation = alex.invite(&invite, Timestamp::now()).unwrap();
    alex.sync(Timestamp::now()).await.unwrap();
    let checked = check_invitation(&invitation.code, None, Timestamp::now()).await.unwrap();
    let mut sam = Entre::init(&home("sam"), &setup("Sam Okoro", None), Timestamp::now()).unwrap();
    sam.accept(&checked, Timestamp::now()).await.unwrap();
    for _ in 0..2 {
        alex.sync(Timestamp::now()).await.unwrap();
        sam.sync(Timestamp::now()).await.unwrap();
    }
    (alex, sam)
}

fn titles(entre: &mut Entre, name: &str) -> Vec<String> {
    let person = entre.find(Some(name)).unwrap();
    let screen = entre.agenda(&person, &AgendaOptions::default(), &now()).unwrap();
    let mut titles: Vec<String> = screen.agenda.topics.into_iter().map(|topic| topic.title).collect();
    titles.sort();
    titles
}

#[tokio::test]
async fn the_report_may_invite_and_the_manager_learns_the_role() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").await;
    let (mut alex, mut sam) = paired(folder.path(), &relay).await;
    assert_eq!(alex.find(None).unwrap().you, agenda::Member::Report);
    assert_eq!(sam.find(None).unwrap().you, agenda::Member::Manager);
    let with_alex = sam.find(None).unwrap();
    let theirs = sam.words(&with_alex).unwrap();
    let with_sam = alex.find(None).unwrap();
    let ours = alex.words(&with_sam).unwrap();
    assert_eq!((theirs.yours, theirs.theirs), (ours.theirs, ours.yours));
    relay.stop().await;
}

#[tokio::test]
async fn two_processes_on_one_home_use_no_place_twice() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").await;
    let (mut alex, mut sam) = paired(folder.path(), &relay).await;
    let mut twin = alex.again().unwrap();
    let person = alex.find(None).unwrap();
    let mut expected = Vec::new();
    for round in 0..4 {
        for (index, entre) in [&mut alex, &mut twin].into_iter().enumerate() {
            let title = format!("round {round} process {index}");
            entre.add(&person, &topic(&title), &now()).unwrap();
            expected.push(title);
        }
        let (first, second) = tokio::join!(alex.sync(Timestamp::now()), twin.sync(Timestamp::now()));
        first.unwrap();
        second.unwrap();
    }
    sam.sync(Timestamp::now()).await.unwrap();
    expected.sort();
    assert_eq!(titles(&mut sam, "alex"), expected);
    assert!(sam.status().unwrap().events.is_empty(), "nobody is accused");
    relay.stop().await;
}

#[tokio::test]
async fn a_relay_that_lost_its_database_is_refilled_by_whoever_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").await;
    let (mut alex, mut sam) = paired(folder.path(), &relay).await;
    let with_sam = alex.find(None).unwrap();
    alex.add(&with_sam, &topic("Before the loss"), &now()).unwrap();
    alex.sync(Timestamp::now()).await.unwrap();
    sam.sync(Timestamp::now()).await.unwrap();
    let address = relay.address.to_string();
    relay.stop().await;
    for suffix in ["", "-wal", "-shm"] {
        std::fs::remove_file(folder.path().join(format!("relay.db{suffix}"))).ok();
    }
    let relay = Relay::start(folder.path(), &address).await;
    let with_alex = sam.find(None).unwrap();
    sam.add(&with_alex, &topic("After the loss"), &now()).unwrap();
    // Alex comes first: only the founder holds the receipt that opens the stream again.
    alex.sync(Timestamp::now()).await.unwrap();
    sam.sync(Timestamp::now()).await.unwrap();
    alex.sync(Timestamp::now()).await.unwrap();
    assert_eq!(titles(&mut alex, "sam"), ["After the loss", "Before the loss"]);
    assert_eq!(titles(&mut alex, "sam"), titles(&mut sam, "alex"));
    assert!(alex.status().unwrap().events.iter().any(|event| event.code == "relay_behind"));
    relay.stop().await;
}

#[tokio::test]
async fn an_invitation_that_has_run_out_is_refused_and_sets_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let relay = Relay::start(folder.path(), "127.0.0.1:0").await;
    let home = Home::locate(Some(folder.path().join("alex"))).unwrap();
    let mut alex = Entre::init(&home, &setup("Alex Marin", Some(&relay.url())), Timestamp::now()).unwrap();
    let invite = Invite {
        name: "Sam Okoro".to_owned(),
        role: agenda::Member::Manager,
        valid: SignedDuration::from_hours(1),
        words: false,
        fresh: false,
        again: false,
        time_zone: None,
    };
    let invitation = alex.invite(&invite, Timestamp::now()).unwrap();
    alex.sync(Timestamp::now()).await.unwrap();
    let late = Timestamp::now() + SignedDuration::from_mins(61);
    let expired = check_invitation(&invitation.code, None, late).await.err().unwrap();
    assert_eq!((expired.code, expired.exit), ("expired", client::Exit::Failed));
    assert!(!expired.tries.is_empty(), "it is said how to get another one: {expired:?}");
    // In time, the same code leads in.
    check_invitation(&invitation.code, None, Timestamp::now()).await.unwrap();
    relay.stop().await;
}
