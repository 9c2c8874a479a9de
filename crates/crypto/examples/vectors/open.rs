//! Reads a file, whoever wrote it: makes again what follows from its random items, and opens everything sealed.

use crypto::{
    Binding, EpochSecret, Handshake, InvitationCode, KemKey, KemPublic, OpenError, Own, Pair, PairingSecret,
    Payload, RootSeed, Roster, SpokenWords, Statement, StoreKey, StreamCard, grant_tag, grant_tags,
    match_words, open_content, open_grant, open_rekey, read_link_m3, read_link_m4, read_m1, read_m2, read_m3,
    read_m4, unwrap,
};
use wire::{AccessList, Envelope, Verified};

use crate::cast::Cast;
use crate::derive::derived;
use crate::expected::{self, encode_meta, exports, introduction, joining, link_introduction, link_joining};
use crate::file::{At, Failure, Vectors, same};
use crate::seal::meta;

/// Opens everything, or names the first item that does not.
pub(crate) fn opened(vectors: &Vectors) -> Result<(), Failure> {
    for (name, value) in derived(vectors)?.entries() {
        same(name, &vectors.text(name)?, &value)?;
    }
    let cast = Cast::read(vectors)?;
    texts(&cast, vectors)?;
    certificates(vectors)?;
    contents(&cast, vectors)?;
    epochs(&cast, vectors)?;
    pairing(&cast, vectors)?;
    linking(&cast, vectors)?;
    at_rest(vectors)?;
    cases(&cast, vectors)
}

fn texts(cast: &Cast, vectors: &Vectors) -> Result<(), Failure> {
    for who in ["ana_kit", "ben_kit"] {
        let seed = RootSeed::from_words(vectors.text(who)?).at(who)?;
        same(who, seed.expose(), &vectors.array(&who.replace("kit", "root_seed"))?)?;
    }
    let code: SpokenWords = vectors.text("code")?.parse().at("code")?;
    same("psk", PairingSecret::from_words(&code, &cast.origin).expose(), &vectors.array("psk")?)?;
    let invitation: InvitationCode = vectors.text("invitation")?.parse().at("invitation")?;
    same("invitation", &invitation.relay, &cast.origin)?;
    same("invitation", invitation.secret().expose(), &vectors.array("invitation_secret")?)
}

fn certificates(vectors: &Vectors) -> Result<(), Failure> {
    for name in STATEMENTS {
        let statement = Statement::parse(&vectors.bytes(name)?).at(name)?;
        same(name, statement.id().as_bytes(), &vectors.array(&format!("{name}_id"))?)?;
    }
    for name in vectors.named("binding_") {
        Binding::parse(&vectors.bytes(name)?).at(name)?;
    }
    for name in ["roster", "roster_own"] {
        Roster::parse(&vectors.bytes(name)?).at(name)?;
    }
    for name in ["card", "card_own"] {
        StreamCard::parse(&vectors.bytes(name)?).at(name)?;
    }
    let genesis = envelope(vectors, "genesis_envelope")?;
    let mut list = AccessList::open(&genesis).at("genesis_envelope")?;
    list.apply(&envelope(vectors, "enroll_envelope")?).at("enroll_envelope")?;
    Ok(())
}

pub(crate) const STATEMENTS: [&str; 8] = [
    "ana_genesis",
    "ana_certify",
    "ana_certify_new",
    "ana_revoke",
    "ana_reset",
    "ana_revoke_by_device",
    "ben_genesis",
    "ben_certify",
];

fn envelope(vectors: &Vectors, name: &str) -> Result<Verified, Failure> {
    Envelope::parse(&vectors.bytes(name)?).and_then(Envelope::verify).at(name)
}

fn contents(cast: &Cast, vectors: &Vectors) -> Result<(), Failure> {
    for name in ["content", "content_all"] {
        let payload = open_content(&cast.epoch, &envelope(vectors, name)?).at(name)?;
        same(name, &payload.as_bytes(), &vectors.bytes(&format!("{name}_plain"))?.as_slice())?;
        let records = payload.records().at(name)?;
        let again = Payload::<Pair>::new(&records).at(name)?;
        if !payload.as_bytes().starts_with(again.as_bytes()) {
            return Err(Failure::new(name, "the records are not what was written"));
        }
    }
    let payload = open_content(&cast.own_epoch, &envelope(vectors, "content_own")?).at("content_own")?;
    let records = payload.records().at("content_own")?;
    let again = Payload::<Own>::new(&records).at("content_own")?;
    same("content_own", &again.as_bytes(), &payload.as_bytes())?;
    same("content_own", &payload.as_bytes(), &vectors.bytes("content_own_plain")?.as_slice())
}

fn epochs(cast: &Cast, vectors: &Vectors) -> Result<(), Failure> {
    let rekey = envelope(vectors, "rekey")?;
    same("rekey_id", rekey.id().as_bytes(), &vectors.array("rekey_id")?)?;
    let recipients =
        [&cast.hers.kem, &cast.his.kem, &cast.ana.root.recovery_kem(), &cast.ben.root.recovery_kem()];
    for key in recipients {
        let (secret, found) = open_rekey::<Pair>(key, &rekey).at("rekey")?;
        same("rekey", secret.expose(), cast.epoch.expose())?;
        same("rekey_meta", &encode_meta(&found), &encode_meta(&meta(cast)))?;
        same("rekey_meta", &encode_meta(&found), &vectors.bytes("rekey_meta")?)?;
    }
    let grant = envelope(vectors, "grant")?;
    same("grant_id", grant.id().as_bytes(), &vectors.array("grant_id")?)?;
    for key in [&cast.new.kem, &cast.ben.root.recovery_kem()] {
        let secret: EpochSecret<Pair> = open_grant(key, &grant).at("grant")?;
        same("grant", secret.expose(), cast.epoch.expose())?;
    }
    let tag = grant_tag(&cast.stream, &cast.epoch.id(&cast.stream), &cast.new.kem.public());
    same("grant_tag", &tag, &vectors.array("grant_tag")?)?;
    same("grant_tag", &grant_tags(&grant)[0], &tag)?;
    let stranger = open_grant::<Pair>(&cast.own.kem, &grant).err();
    same("grant", &stranger, &Some(OpenError::NotForUs))
}

fn pairing(cast: &Cast, vectors: &Vectors) -> Result<(), Failure> {
    let message = |number: u8| vectors.bytes(&format!("msg{number}"));
    let (m1, m2, m3, m4) = (message(1)?, message(2)?, message(3)?, message(4)?);
    let ephemeral = KemKey::from_seed(vectors.array("eph_seed")?);
    let offer = read_m1(&cast.psk, &m1).at("msg1")?;
    same("msg1", &offer.ephemeral, &ephemeral.public())?;
    let (introduced, handshake) = read_m2(&cast.psk, &ephemeral, &m1, &m2).at("msg2")?;
    same("msg2", &introduced.introduction, &introduction(cast, vectors)?)?;
    same("msg2", &introduced.root, &Some(cast.ben.id()))?;
    handshake_items(vectors, "", &handshake)?;
    let welcomed = read_m3(&handshake, &cast.ben.id(), &m3).at("msg3")?;
    same("msg3", &welcomed.welcome, &expected::welcome(cast, vectors)?)?;
    same("msg3", &(welcomed.stream, welcomed.root), &(cast.stream, cast.ana.id()))?;
    let persons = (&cast.ana.id(), &cast.ben.id());
    let joined = read_m4(&handshake, &m3, &m4, &cast.stream, persons, &cast.hers.id()).at("msg4")?;
    same("msg4", &joined, &joining(cast))
}

fn linking(cast: &Cast, vectors: &Vectors) -> Result<(), Failure> {
    let message = |number: u8| vectors.bytes(&format!("link_msg{number}"));
    let (m1, m2, m3, m4) = (message(1)?, message(2)?, message(3)?, message(4)?);
    let secret = cast.invitation.secret();
    let ephemeral = KemKey::from_seed(vectors.array("link_eph_seed")?);
    let (introduced, handshake) = read_m2(&secret, &ephemeral, &m1, &m2).at("link_msg2")?;
    same("link_msg2", &introduced.introduction, &link_introduction(vectors)?)?;
    handshake_items(vectors, "link_", &handshake)?;
    let welcomed = read_link_m3(&handshake, &m3).at("link_msg3")?;
    same("link_msg3", &welcomed.welcome, &expected::link_welcome(cast, vectors)?)?;
    same("link_msg3", &welcomed.root, &cast.ana.id())?;
    let joined = read_link_m4(&handshake, &m3, &m4, &cast.ana.id()).at("link_msg4")?;
    same("link_msg4", &joined, &link_joining(cast))
}

fn handshake_items(vectors: &Vectors, prefix: &str, handshake: &Handshake) -> Result<(), Failure> {
    let item = |name: &str| format!("{prefix}{name}");
    let (i2r, r2i) = exports(handshake);
    same(&item("i2r"), &i2r, &vectors.array(&item("i2r"))?)?;
    same(&item("r2i"), &r2i, &vectors.array(&item("r2i"))?)?;
    let words = match_words(handshake).join(" ");
    same(&item("match_words"), &words.as_str(), &vectors.text(&item("match_words"))?)
}

fn at_rest(vectors: &Vectors) -> Result<(), Failure> {
    let key = unwrap(&vectors.bytes("wrapped")?, vectors.text("passphrase")?).at("wrapped")?;
    same("wrapped", key.expose(), &vectors.array("store_key")?)?;
    let table = StoreKey::from_bytes(vectors.array("store_key")?).table(vectors.text("table_name")?);
    let (row, column) = (vectors.bytes("table_row")?, vectors.text("table_column")?);
    let plain = table.open(&row, column, &vectors.bytes("table_value")?).at("table_value")?;
    same("table_value", &*plain, &vectors.bytes("table_plain")?)
}

/// What must be taken and what must be refused, by the beginning of its name.
fn cases(cast: &Cast, vectors: &Vectors) -> Result<(), Failure> {
    for name in vectors.named("verify_").filter(|name| name.contains("_good") || name.contains("_bad")) {
        let case = vectors.bytes(name)?;
        let mut reader = wire::Reader::new(&case);
        let (key, signature) = (reader.array().at(name)?, reader.array().at(name)?);
        let fits = wire::verify(&key, "envelope-sig", reader.rest(), &signature).is_ok();
        verdict(name, fits, name.contains("_good"))?;
    }
    for name in vectors.named("kem_").filter(|name| name.contains("_good") || name.contains("_bad")) {
        let sound = KemPublic::try_from(vectors.bytes(name)?.as_slice()).is_ok();
        verdict(name, sound, name.contains("_good"))?;
    }
    for name in vectors.named("refused_") {
        let Ok(envelope) = Envelope::parse(&vectors.bytes(name)?).and_then(Envelope::verify) else {
            continue;
        };
        let keys = [&cast.hers.kem, &cast.his.kem, &cast.new.kem];
        let opens = open_content(&cast.epoch, &envelope).is_ok()
            || keys.iter().any(|key| open_grant::<Pair>(key, &envelope).is_ok());
        verdict(name, opens, false)?;
    }
    Ok(())
}

fn verdict(name: &str, taken: bool, expected: bool) -> Result<(), Failure> {
    if taken == expected {
        Ok(())
    } else {
        Err(Failure::new(name, if taken { "is taken" } else { "is refused" }))
    }
}
