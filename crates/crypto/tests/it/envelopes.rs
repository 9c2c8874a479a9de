//! Content, rekey and grant envelopes (docs/protocol.md §5).

use crypto::{
    EpochSecret, KemKey, KemPublic, Listed, Members, Meta, OpenError, Own, Pair, Payload, RecipientError,
    Record, RecordError, Roster, SealError, StreamCard, open_content, open_grant, open_meta, open_rekey,
    seal_content, seal_grant, seal_rekey,
};
use proptest::prelude::*;
use wire::{AuthorId, Envelope, EnvelopeError, EnvelopeId, EpochId, Header, Verified};

use crate::people::{Member, Person, key, rng, stream};

const SENTENCE: &[u8] = b"Priya wants to talk about the on-call rota";

struct Two {
    ana: Member,
    ben: Member,
    ana_person: Person,
    ben_person: Person,
    secret: EpochSecret<Pair>,
}

fn two(seed: u64) -> Two {
    let rng = &mut rng(seed);
    let (ana_person, ben_person) = (Person::new(rng), Person::new(rng));
    let ana = ana_person.member(stream(9), rng);
    let ben = ben_person.member(stream(9), rng);
    Two { ana, ben, ana_person, ben_person, secret: EpochSecret::random(rng) }
}

fn note<S: crypto::Audience>() -> Payload<S> {
    let changes = Record::Changes { document: [3; 16], chunks: SENTENCE.to_vec() };
    Payload::new(&[Record::Frontier(Vec::new()), changes]).unwrap()
}

fn parsed(bytes: &[u8]) -> Option<Verified> {
    Envelope::parse(bytes).ok()?.verify().ok()
}

#[test]
fn a_member_reads_what_another_wrote_and_the_text_is_not_in_the_envelope() {
    let Two { ana, secret, .. } = two(1);
    let sealed = seal_content(&secret, &ana.first_place(), &note(), &ana.pseudonym, &mut rng(2)).unwrap();
    assert!(!sealed.as_bytes().windows(8).any(|window| SENTENCE.windows(8).any(|text| text == window)));
    assert_eq!(sealed.as_bytes().len(), 1276);
    let records = open_content(&secret, &sealed).unwrap().records().unwrap();
    assert!(matches!(&records[1], Record::Changes { chunks, .. } if chunks == SENTENCE));
    let other = EpochSecret::<Pair>::random(&mut rng(3));
    assert_eq!(open_content(&other, &sealed).unwrap_err(), OpenError::Refused);
}

#[test]
fn every_flipped_byte_of_a_content_envelope_is_refused() {
    let Two { ana, secret, .. } = two(1);
    let sealed = seal_content(&secret, &ana.first_place(), &note(), &ana.pseudonym, &mut rng(2)).unwrap();
    for index in 0..sealed.as_bytes().len() {
        let mut bytes = sealed.as_bytes().to_vec();
        bytes[index] ^= 1;
        let opened = parsed(&bytes).map(|envelope| open_content(&secret, &envelope));
        assert!(opened.is_none(), "byte {index}");
    }
}

#[test]
fn an_insider_who_signs_an_altered_envelope_again_is_refused_by_the_seal() {
    let Two { ana, secret, .. } = two(1);
    let sealed = seal_content(&secret, &ana.first_place(), &note(), &ana.pseudonym, &mut rng(2)).unwrap();
    for index in 0..sealed.body().len() {
        let mut body = sealed.body().to_vec();
        body[index] ^= 0x80;
        let again = Envelope::seal(sealed.header(), &body, &ana.pseudonym).unwrap();
        assert_eq!(open_content(&secret, &again).unwrap_err(), OpenError::Refused, "byte {index}");
    }
    let moved = Header { seq: 2, prev: EnvelopeId::from([1; 32]), ..sealed.header().clone() };
    let again = Envelope::seal(&moved, sealed.body(), &ana.pseudonym).unwrap();
    assert_eq!(open_content(&secret, &again).unwrap_err(), OpenError::Refused);
}

#[test]
fn an_envelope_signed_again_by_another_member_does_not_open() {
    let Two { ana, ben, secret, .. } = two(1);
    let sealed = seal_content(&secret, &ana.first_place(), &note(), &ana.pseudonym, &mut rng(2)).unwrap();
    let stolen = Header { author: ben.author(), ..sealed.header().clone() };
    let again = Envelope::seal(&stolen, sealed.body(), &ben.pseudonym).unwrap();
    assert_eq!(open_content(&secret, &again).unwrap_err(), OpenError::Refused);
}

#[test]
fn a_repeated_random_number_still_gives_two_nonces() {
    let Two { ana, secret, .. } = two(1);
    let place = ana.first_place();
    let one = seal_content(&secret, &place, &note(), &ana.pseudonym, &mut rng(2)).unwrap();
    let other = Payload::new(&[Record::Frontier(Vec::new())]).unwrap();
    let two = seal_content(&secret, &place, &other, &ana.pseudonym, &mut rng(2)).unwrap();
    assert_ne!(one.header().nonce, two.header().nonce);
}

fn rekey(two: &Two, seed: u64) -> (Verified, EpochSecret<Pair>) {
    let members = Members::pair(stream(9), two.ana_person.id(), two.ben_person.id());
    let recipients = [
        two.ana.pair_recipient(&two.ben),
        two.ben.pair_recipient(&two.ana),
        members.recovery(&two.ana_person.statements[0]).unwrap(),
        members.recovery(&two.ben_person.statements[0]).unwrap(),
    ];
    let next = EpochSecret::random(&mut rng(seed));
    let meta = Meta {
        generation: 7,
        parents: vec![(two.secret.id(&stream(9)), two.secret.clone())],
        recipients: recipients.iter().map(crypto::Recipient::listed).collect(),
        reason: 0,
        statements: vec![(two.ana_person.id(), [1; 32]), (two.ben_person.id(), [2; 32])],
    };
    let place = two.ana.first_place();
    let sealed = seal_rekey(&next, &place, &recipients, &meta, &two.ana.pseudonym, &mut rng(seed)).unwrap();
    (sealed, next)
}

#[test]
fn every_recipient_of_a_rekey_opens_it_and_reaches_the_epochs_before() {
    let two = two(1);
    let (sealed, next) = rekey(&two, 5);
    let kits = [two.ana_person.root.recovery_kem(), two.ben_person.root.recovery_kem()];
    for own in [&two.ana.kem, &two.ben.kem, &kits[0], &kits[1]] {
        let (secret, meta) = open_rekey::<Pair>(own, &sealed).unwrap();
        assert_eq!(secret.expose(), next.expose());
        assert_eq!(meta.generation, 7);
        assert_eq!(meta.parents[0].1.expose(), two.secret.expose());
        assert_eq!(meta.recipients.len(), 4);
        assert_eq!(meta.recipients[2], Listed::Recovery { root: two.ana_person.id() });
        assert_eq!(meta.statements[1], (two.ben_person.id(), [2; 32]));
    }
    let epoch = next.id(&stream(9));
    let tags = crypto::grant_tags(&sealed);
    assert_eq!(tags.len(), 4);
    assert_eq!(tags[1], crypto::grant_tag(&stream(9), &epoch, two.ben.binding.kem()));
    let stranger = KemKey::from_seed([1; 32]);
    assert!(!tags.contains(&crypto::grant_tag(&stream(9), &epoch, &stranger.public())));
    assert_eq!(open_rekey::<Pair>(&stranger, &sealed).unwrap_err(), OpenError::NotForUs);
    assert_eq!(open_meta(&two.secret, &sealed).unwrap_err(), OpenError::Commit);
    assert_eq!(open_meta(&next, &sealed).unwrap().generation, 7);
}

#[test]
fn every_flipped_byte_of_a_rekey_is_refused_even_when_signed_again() {
    let two = two(1);
    let (sealed, next) = rekey(&two, 5);
    for index in 0..sealed.body().len() {
        let mut body = sealed.body().to_vec();
        body[index] ^= 1;
        let Ok(again) = Envelope::seal(sealed.header(), &body, &two.ana.pseudonym) else { continue };
        // The meta's seal covers all grants, so each byte is covered whichever grant it belongs to.
        assert_eq!(open_meta(&next, &again).unwrap_err(), OpenError::Refused, "byte {index}");
    }
}

#[test]
fn a_grant_reaches_a_newcomer_and_a_secret_of_another_epoch_is_refused() {
    let Two { ana, ben, secret, .. } = two(1);
    let place = ana.first_place();
    let recipients = [ben.pair_recipient(&ana)];
    let sealed = seal_grant(&secret, &place, &recipients, &ana.pseudonym, &mut rng(4)).unwrap();
    assert_eq!(open_grant::<Pair>(&ben.kem, &sealed).unwrap().expose(), secret.expose());
    assert_eq!(open_grant::<Pair>(&ana.kem, &sealed).unwrap_err(), OpenError::NotForUs);

    // A malicious author names another epoch: neither tag nor seal fit any more.
    let lie = Header { epoch: EpochId::from([8; 32]), ..sealed.header().clone() };
    let lying = Envelope::seal(&lie, sealed.body(), &ana.pseudonym).unwrap();
    assert_eq!(open_grant::<Pair>(&ben.kem, &lying).unwrap_err(), OpenError::NotForUs);
}

#[test]
fn only_members_of_the_stream_can_be_recipients() {
    let rng = &mut rng(1);
    let (ana, ben) = (Person::new(rng), Person::new(rng));
    let hers = ana.member(stream(1), rng);
    let his = ben.member(stream(1), rng);
    let own = Members::own(stream(1), ana.id());
    assert!(own.device(&hers.binding).is_ok());
    assert_eq!(own.device(&his.binding).unwrap_err(), RecipientError::NotAMember);
    assert_eq!(own.recovery(&ben.statements[0]).unwrap_err(), RecipientError::NotAMember);
    assert_eq!(own.recovery(&ana.statements[1]).unwrap_err(), RecipientError::NoRecoveryKey);
    let elsewhere = ana.member(stream(2), rng);
    assert_eq!(own.device(&elsewhere.binding).unwrap_err(), RecipientError::OtherStream);

    let roots = [ana.id(), ben.id()];
    let parts = [
        Roster::sign_part(&ana.device, ana.id(), &stream(1), &roots),
        Roster::sign_part(&ben.device, ben.id(), &stream(1), &roots),
    ];
    let roster = Roster::assemble(stream(1), &parts).unwrap();
    assert_eq!(Members::<Own>::of_roster(&roster).unwrap_err(), RecipientError::Persons);
    assert!(Members::<Pair>::of_roster(&roster).unwrap().device(&his.binding).is_ok());
}

#[test]
fn grants_are_for_1_to_24_recipients_of_this_stream_and_as_listed() {
    let Two { ana, secret, .. } = two(1);
    let place = ana.first_place();
    let none = seal_grant(&secret, &place, &[], &ana.pseudonym, &mut rng(1));
    assert_eq!(none.unwrap_err(), SealError::Recipients { count: 0 });

    let own = EpochSecret::<Own>::random(&mut rng(2));
    let recipient = ana.own_recipient();
    let many = vec![recipient.clone(); 25];
    let error = seal_grant(&own, &place, &many, &ana.pseudonym, &mut rng(1)).unwrap_err();
    assert_eq!(error, SealError::Recipients { count: 25 });
    let elsewhere = crypto::Place { stream: stream(2), ..place };
    let error = seal_grant(&own, &elsewhere, std::slice::from_ref(&recipient), &ana.pseudonym, &mut rng(1))
        .unwrap_err();
    assert_eq!(error, SealError::OtherStream { stream: stream(9) });

    let unlisted = Meta {
        generation: 1,
        parents: Vec::new(),
        recipients: Vec::new(),
        reason: 0,
        statements: Vec::new(),
    };
    let error = seal_rekey(&own, &place, &[recipient], &unlisted, &ana.pseudonym, &mut rng(1)).unwrap_err();
    assert_eq!(error, SealError::NotAsListed);
    let other_key = key(&mut rng(8));
    assert!(matches!(
        seal_content(&own, &place, &note(), &other_key, &mut rng(1)),
        Err(SealError::Envelope(_))
    ));
}

#[test]
fn low_order_halves_are_refused_in_keys_and_in_grants() {
    let Two { ana, ben, secret, .. } = two(1);
    let mut public = *ben.kem.public().as_bytes();
    public[1184..].fill(0);
    assert_eq!(KemPublic::try_from(public.as_slice()).unwrap_err(), crypto::KemError::Unsound);
    public[1184] = 1;
    assert_eq!(KemPublic::try_from(public.as_slice()).unwrap_err(), crypto::KemError::Unsound);
    public[..1184].fill(0xff);
    public[1184..].copy_from_slice(&ben.kem.public().as_bytes()[1184..]);
    assert_eq!(KemPublic::try_from(public.as_slice()).unwrap_err(), crypto::KemError::Unsound);

    let recipients = [ben.pair_recipient(&ana)];
    let sealed = seal_grant(&secret, &ana.first_place(), &recipients, &ana.pseudonym, &mut rng(4)).unwrap();
    let mut body = sealed.body().to_vec();
    body[1 + 8 + 1088..1 + 8 + 1120].fill(0);
    let again = Envelope::seal(sealed.header(), &body, &ana.pseudonym).unwrap();
    assert_eq!(open_grant::<Pair>(&ben.kem, &again).unwrap_err(), OpenError::Refused);
}

#[test]
fn all_records_come_back_as_they_were() {
    let quoted = {
        let Two { ana, secret, .. } = two(1);
        let said = Payload::new(&[Record::Frontier(Vec::new())]).unwrap();
        let sealed = seal_content(&secret, &ana.first_place(), &said, &ana.pseudonym, &mut rng(2));
        sealed.unwrap().into_envelope()
    };
    let rng = &mut rng(6);
    let person = Person::new(rng);
    let member = person.member(stream(1), rng);
    let part = Roster::sign_part(&person.device, person.id(), &stream(1), &[person.id()]);
    let head = (AuthorId::from([1; 32]), 4, EnvelopeId::from([2; 32]));
    let card =
        StreamCard::new(stream(5), "wss://relay.example".parse().unwrap(), Some(person.id()), 2, [7; 32]);
    let records = vec![
        Record::Frontier(vec![head]),
        Record::Changes { document: [1; 16], chunks: vec![1, 2, 3] },
        Record::Statement(person.statements[1].clone()),
        Record::Binding(member.binding.clone()),
        Record::Checkpoint { frontier: vec![head], documents: vec![([1; 16], [2; 32]), ([3; 16], [4; 32])] },
        Record::NeedEpoch(EpochId::from([9; 32])),
        Record::Moved { stream: stream(6), origin: "ws://127.0.0.1:8787".parse().unwrap() },
        Record::Roster(Roster::assemble(stream(1), &[part]).unwrap()),
        Record::Quoted(quoted),
    ];
    let payload = Payload::<Pair>::new(&records).unwrap();
    assert_eq!(payload.records().unwrap(), records);

    let with_card = [Record::Frontier(Vec::new()), Record::Card(card)];
    assert_eq!(Payload::<Own>::new(&with_card).unwrap().records().unwrap(), with_card);
    assert_eq!(Payload::<Pair>::new(&with_card).unwrap_err(), RecordError::CardForTwo);
    let smuggled = Payload::<Pair>::from_bytes(Payload::<Own>::new(&with_card).unwrap().as_bytes());
    assert_eq!(smuggled.records().unwrap_err(), RecordError::CardForTwo);
}

#[test]
fn unsound_payloads_are_refused_by_name() {
    let frontier = [1u8, 0, 0, 0, 1, 0];
    let with = |tail: &[u8]| Payload::<Pair>::from_bytes(&[&frontier, tail].concat()).records();
    let cases: [(&str, &[u8], RecordError); 8] = [
        ("a record of a newer version", &[0x0c, 0, 0, 0, 0], RecordError::Newer(0x0c)),
        (
            "a quote that is no envelope",
            &[0x0b, 0, 0, 0, 1, 9],
            RecordError::Quoted(EnvelopeError::Truncated),
        ),
        ("type zero", &[0, 0, 0, 0, 0], RecordError::Newer(0)),
        ("a second frontier", &frontier, RecordError::Frontier),
        ("a length beyond the end", &[2, 0xff, 0xff, 0xff, 0xff], RecordError::Length),
        ("changes without a document", &[2, 0, 0, 0, 1, 9], RecordError::Length),
        ("a cut-off type", &[2, 0], RecordError::Length),
        (
            "bytes behind an epoch id",
            &[&[6, 0, 0, 0, 33], [0u8; 33].as_slice()].concat(),
            RecordError::Length,
        ),
    ];
    for (name, tail, expected) in cases {
        assert_eq!(with(tail).unwrap_err(), expected, "{name}");
    }
    assert_eq!(with(&[0x80, 0, 0, 0, 2, 1, 2]).unwrap().len(), 1, "types from 0x80 are skipped");
    assert_eq!(Payload::<Pair>::from_bytes(&[]).records().unwrap_err(), RecordError::Frontier);
    let headless = Payload::<Pair>::from_bytes(&[0x80, 0, 0, 0, 0]);
    assert_eq!(headless.records().unwrap_err(), RecordError::Frontier);
    assert_eq!(Payload::<Pair>::new(&[]).unwrap_err(), RecordError::Frontier);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_as_a_payload_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ignored = Payload::<Own>::from_bytes(&bytes).records().is_ok();
        let _ignored = crypto::Statement::parse(&bytes).is_ok();
        let _ignored = crypto::Binding::parse(&bytes).is_ok();
        let _ignored = Roster::parse(&bytes).is_ok();
        let _ignored = StreamCard::parse(&bytes).is_ok();
        let _ignored = crypto::Handshake::from_bytes(&bytes).is_ok();
    }

    #[test]
    fn any_chunks_come_back(chunks in proptest::collection::vec(any::<u8>(), 0..5000), seed in any::<u64>()) {
        let Two { ana, secret, .. } = two(1);
        let records = [Record::Frontier(Vec::new()), Record::Changes { document: [1; 16], chunks }];
        let payload = Payload::new(&records).unwrap();
        let sealed = seal_content(&secret, &ana.first_place(), &payload, &ana.pseudonym, &mut rng(seed)).unwrap();
        prop_assert_eq!(sealed.as_bytes().len(), crypto::content_envelope_len(payload.as_bytes().len()));
        prop_assert_eq!(open_content(&secret, &sealed).unwrap().records().unwrap(), records);
    }
}
