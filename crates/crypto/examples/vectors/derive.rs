//! Every item that follows from the random ones: made when the file is written, made again when it is read.

use crypto::{
    Audience, DeviceId, EpochSecret, Pair, PairingRole, Payload, Place, Record, Roster, Statement,
    StatementId, StoreKey, author_of, close_envelope, enroll_envelope, fingerprint_words, genesis_envelope,
    make_m1, retire_envelope, seal_content, statements_digest, sync_check_words, verification_code, wrap,
};
use wire::{AccessOp, EnvelopeId, Rights, SigningKey, StreamId, Verified, hash, padded_len};

use crate::cast::{Cast, Member, Person, certify};
use crate::file::{At, Failure, Vectors};
use crate::random::Replay;

/// All of them, in the order of the file.
pub(crate) fn derived(vectors: &Vectors) -> Result<Vectors, Failure> {
    let cast = Cast::read(vectors)?;
    let mut out = Vectors::default();
    persons(&cast, &mut out)?;
    streams(&cast, vectors, &mut out)?;
    epochs(&cast, vectors, &mut out)?;
    pairing(&cast, vectors, &mut out)?;
    words(&cast, vectors, &mut out)?;
    at_rest(vectors, &mut out)?;
    Ok(out)
}

fn persons(cast: &Cast, out: &mut Vectors) -> Result<(), Failure> {
    for (who, person) in [("ana", &cast.ana), ("ben", &cast.ben)] {
        let item = |what: &str| format!("{who}_{what}");
        out.put_text(&item("kit"), &person.root.words());
        out.put(&item("root"), person.id().as_bytes());
        out.put(&item("recovery_seed"), person.root.recovery_kem().expose_seed());
        out.put(&item("recovery_pk"), person.root.recovery_kem().public().as_bytes());
        let self_genesis = author_of(&person.root.self_genesis());
        out.put(&item("self_genesis"), self_genesis.as_bytes());
        out.put(&item("self_stream"), StreamId::derive(&self_genesis, &[0; 32]).as_bytes());
        out.put(&item("device"), DeviceId::of(&person.device).as_bytes());
        statement(out, &item("genesis"), &person.genesis);
        statement(out, &item("certify"), &person.certify);
    }
    let ana = &cast.ana;
    let (root, new) = (ana.root.signing(), DeviceId::of(&cast.new_device));
    out.put("new_device", new.as_bytes());
    let certify_new = certify(&ana.root, 3, &cast.new_device).at("ana_certify_new")?;
    let revoke = Statement::revoke(&root, ana.id(), 4, StatementId::ZERO, new, 2);
    let keep = [new, DeviceId::of(&ana.device)];
    let reset = Statement::reset(&root, 5, StatementId::ZERO, &keep).at("ana_reset")?;
    let by_device = Statement::revoke(&ana.device, ana.id(), 1, reset.id(), new, 1);
    let all = [&ana.genesis, &ana.certify, &certify_new, &revoke, &reset, &by_device];
    let digest = statements_digest(all.map(Statement::id));
    statement(out, "ana_certify_new", &certify_new);
    statement(out, "ana_revoke", &revoke);
    statement(out, "ana_reset", &reset);
    statement(out, "ana_revoke_by_device", &by_device);
    out.put("ana_statements_digest", &digest);
    Ok(())
}

fn statement(out: &mut Vectors, name: &str, statement: &Statement) {
    out.put(name, statement.as_bytes());
    out.put(&format!("{name}_id"), statement.id().as_bytes());
}

fn streams(cast: &Cast, vectors: &Vectors, out: &mut Vectors) -> Result<(), Failure> {
    let Cast { stream, genesis, hers, his, .. } = cast;
    out.put("stream", stream.as_bytes());
    let first = genesis_envelope(genesis, vectors.array("genesis_nonce")?).at("genesis_envelope")?;
    let by_genesis = Place { stream: *stream, author: author_of(genesis), seq: 2, prev: first.id() };
    let proof = AccessOp::prove(&hers.author, stream, &by_genesis.author, Rights::DEVICE);
    let enroll =
        enroll_envelope(&by_genesis, hers.id(), Rights::DEVICE, proof, genesis).at("enroll_envelope")?;
    let retire = retire_envelope(&first_place(hers), his.id(), &hers.author).at("retire_envelope")?;
    let after = Place { seq: 2, prev: retire.id(), ..first_place(hers) };
    let close = close_envelope(&after, &hers.author).at("close_envelope")?;
    envelope(out, "genesis_envelope", &first);
    envelope(out, "enroll_envelope", &enroll);
    envelope(out, "retire_envelope", &retire);
    envelope(out, "close_envelope", &close);
    let members = [
        ("1", &cast.hers),
        ("2", &cast.his),
        ("3", &cast.new),
        ("own_1", &cast.own),
        ("own_2", &cast.new_own),
    ];
    for (name, member) in members {
        out.put(&format!("author_{name}"), member.id().as_bytes());
        out.put(&format!("kem_pk_{name}"), member.kem.public().as_bytes());
        out.put(&format!("binding_{name}"), member.binding.as_bytes());
    }
    let both = Roster::assemble(*stream, &cast.roster_parts()).at("roster")?;
    out.put("roster", both.as_bytes());
    out.put("roster_own", own_roster(cast)?.as_bytes());
    let [own_card, card] = cast.cards(vectors)?;
    out.put("card_own", &own_card.encode());
    out.put("card", &card.encode());
    Ok(())
}

fn own_roster(cast: &Cast) -> Result<Roster, Failure> {
    let Person { device, .. } = &cast.ana;
    let part = Roster::sign_part(device, cast.ana.id(), &cast.own_stream, &[cast.ana.id()]);
    Roster::assemble(cast.own_stream, &[part]).at("roster_own")
}

fn envelope(out: &mut Vectors, name: &str, envelope: &Verified) {
    out.put(name, envelope.as_bytes());
    out.put(&format!("{name}_id"), envelope.id().as_bytes());
}

fn epochs(cast: &Cast, vectors: &Vectors, out: &mut Vectors) -> Result<(), Failure> {
    let Cast { stream, own_stream, hers, own, .. } = cast;
    let parent_id = cast.parent.id(stream);
    out.put("epoch_id", cast.epoch.id(stream).as_bytes());
    out.put("parent_id", parent_id.as_bytes());
    out.put("own_epoch_id", cast.own_epoch.id(own_stream).as_bytes());

    let heads = cast.heads(vectors)?;
    let chunks = vectors.bytes("changes")?;
    let document = vectors.array("document")?;
    let short = Record::Changes { document, chunks: chunks[..64].to_vec() };
    let payload = Payload::new(&[Record::Frontier(heads.clone()), short]).at("content_plain")?;
    let content = content(out, vectors, "content", &cast.epoch, &first_place(hers), &payload, &hers.author)?;

    let documents = vec![(document, vectors.array("document_digest")?)];
    let every = Payload::<Pair>::new(&[
        Record::Frontier(Vec::new()),
        Record::Changes { document, chunks },
        Record::Statement(cast.ana.certify.clone()),
        Record::Binding(hers.binding.clone()),
        Record::Checkpoint { frontier: heads.clone(), documents },
        Record::NeedEpoch(parent_id),
        Record::Moved { stream: *own_stream, origin: cast.origin.clone() },
        Record::Roster(Roster::assemble(*stream, &cast.roster_parts()).at("roster")?),
    ])
    .at("content_all_plain")?;
    // A record of a later version, which readers skip.
    let every = Payload::from_bytes(&[every.as_bytes(), &[0x80, 0, 0, 0, 3], b"new"].concat());
    let place = Place { seq: 2, prev: content.id(), ..first_place(hers) };
    self::content(out, vectors, "content_all", &cast.epoch, &place, &every, &hers.author)?;

    let [own_card, card] = cast.cards(vectors)?;
    let cards = [
        Record::Frontier(heads),
        Record::Card(own_card),
        Record::Card(card),
        Record::Roster(own_roster(cast)?),
    ];
    let cards = Payload::new(&cards).at("content_own_plain")?;
    self::content(out, vectors, "content_own", &cast.own_epoch, &first_place(own), &cards, &own.author)?;

    let lengths = [0, 1, 1023, 1024, 1025, 1088, 1089, 2047, 2048, 2049, 4097, 65_535, 65_537, 1_000_000];
    out.put_text("padding", &lengths.map(|length| format!("{length}:{}", padded_len(length))).join(" "));
    Ok(())
}

/// A content envelope, its id and what it says; the random half of its nonce stands in the file.
fn content<S: Audience>(
    out: &mut Vectors,
    vectors: &Vectors,
    name: &str,
    secret: &EpochSecret<S>,
    place: &Place,
    payload: &Payload<S>,
    key: &SigningKey,
) -> Result<Verified, Failure> {
    let mut random = Replay::new(&vectors.bytes(&format!("{name}_random"))?);
    let sealed = seal_content(secret, place, payload, key, &mut random).at(name)?;
    out.put(&format!("{name}_plain"), payload.as_bytes());
    envelope(out, name, &sealed);
    Ok(sealed)
}

pub(crate) fn first_place(member: &Member) -> Place {
    Place { stream: member.binding.stream(), author: member.id(), seq: 1, prev: EnvelopeId::ZERO }
}

fn pairing(cast: &Cast, vectors: &Vectors, out: &mut Vectors) -> Result<(), Failure> {
    let expires = u64::from_be_bytes(vectors.array("expires")?);
    let first = |secret, role, seed: &str| {
        Ok::<_, Failure>(make_m1(secret, role, expires, &mut Replay::new(&vectors.bytes(seed)?)).1)
    };
    out.put_text("code", &cast.code.words().join(" "));
    out.put("psk", cast.psk.expose());
    out.put("mailbox", cast.psk.mailbox().as_bytes());
    out.put("msg1", &first(&cast.psk, PairingRole::Pair, "eph_seed")?);
    let secret = cast.invitation.secret();
    out.put_text("invitation", &cast.invitation.to_string());
    out.put("link_mailbox", secret.mailbox().as_bytes());
    out.put("link_msg1", &first(&secret, PairingRole::Link, "link_eph_seed")?);
    out.put("device_proof", &Statement::device_proof(&cast.new_device, &cast.ana.id()));
    Ok(())
}

fn words(cast: &Cast, vectors: &Vectors, out: &mut Vectors) -> Result<(), Failure> {
    out.put_text("ana_fingerprint", &fingerprint_words(&cast.ana.id()).join(" "));
    out.put_text("ben_fingerprint", &fingerprint_words(&cast.ben.id()).join(" "));
    out.put("verify_qr", &verification_code(&cast.ana.id(), &cast.ben.id(), &cast.stream));
    let documents = [(vectors.array("document")?, vectors.array("document_digest")?)];
    let sync = sync_check_words(&cast.epoch, &cast.stream, &cast.heads(vectors)?, &documents);
    out.put_text("sync_check", &sync.join(" "));
    let auth = wire::auth_message(cast.origin.as_str(), &cast.stream, &vectors.array("head_id")?);
    out.put("relay_auth", &wire::sign(&cast.hers.author, "relay-auth", &auth));
    let (stream, document) = (cast.stream, vectors.bytes("document")?);
    out.put("actor", &hash("actor", &[stream.as_bytes(), &document, cast.hers.id().as_bytes()])[..16]);
    Ok(())
}

fn at_rest(vectors: &Vectors, out: &mut Vectors) -> Result<(), Failure> {
    let key = StoreKey::from_bytes(vectors.array("store_key")?);
    let mut random = Replay::new(&vectors.bytes("wrap_random")?);
    out.put("wrapped", &wrap(&key, vectors.text("passphrase")?, &mut random));
    let table = key.table(vectors.text("table_name")?);
    let mut nonce = Replay::new(&vectors.bytes("table_nonce")?);
    let (row, column) = (vectors.bytes("table_row")?, vectors.text("table_column")?);
    out.put("table_value", &table.seal(&row, column, &vectors.bytes("table_plain")?, &mut nonce));
    Ok(())
}
