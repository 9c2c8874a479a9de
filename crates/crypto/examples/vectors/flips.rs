//! Alters every item of a file, a byte at a time: each altered copy has to be refused.

use crypto::{
    Binding, InvitationCode, KemKey, Pair, RootSeed, Roster, Statement, StoreKey, open_content, open_grant,
    open_rekey, read_link_m3, read_link_m4, read_m1, read_m2, read_m3, read_m4, unwrap,
};
use wire::{AccessList, Envelope, Verified};

use crate::cast::Cast;
use crate::file::{At, Failure, Vectors};
use crate::open::STATEMENTS;

/// An item, and whether some bytes are taken for it.
type Reader<'a> = (&'static str, Box<dyn Fn(&[u8]) -> bool + 'a>);

/// How many altered copies were refused; fails with the first that was taken.
pub(crate) fn refused(vectors: &Vectors) -> Result<usize, Failure> {
    let cast = Cast::read(vectors)?;
    let mut readers = certificates();
    readers.extend(envelopes(&cast));
    readers.extend(pairing(&cast, vectors)?);
    readers.extend(linking(&cast, vectors)?);
    readers.extend(table(vectors)?);
    let mut count = 0;
    for (name, takes) in &readers {
        count += refused_item(name, &vectors.bytes(name)?, takes)?;
    }
    Ok(count + refused_texts(vectors)?)
}

fn refused_item(name: &str, bytes: &[u8], takes: &dyn Fn(&[u8]) -> bool) -> Result<usize, Failure> {
    if !takes(bytes) {
        return Err(Failure::new(name, "the unaltered bytes are refused"));
    }
    let mut altered: Vec<Vec<u8>> = Vec::new();
    for position in (0..bytes.len()).step_by(bytes.len() / FLIPS_MAX + 1) {
        let mut copy = bytes.to_vec();
        copy[position] ^= 1 << (position % 8);
        altered.push(copy);
    }
    altered.push(bytes[..bytes.len() - 1].to_vec());
    altered.push([bytes, &[0]].concat());
    altered.push(Vec::new());
    match altered.iter().position(|copy| takes(copy)) {
        Some(index) => Err(Failure::new(name, format!("altered copy {index} is taken"))),
        None => Ok(altered.len()),
    }
}

fn certificates<'a>() -> Vec<Reader<'a>> {
    let mut readers: Vec<Reader<'a>> = Vec::new();
    for name in STATEMENTS {
        readers.push((name, Box::new(|bytes| Statement::parse(bytes).is_ok())));
    }
    readers.push(("binding_1", Box::new(|bytes| Binding::parse(bytes).is_ok())));
    for name in ["roster", "roster_own"] {
        readers.push((name, Box::new(|bytes| Roster::parse(bytes).is_ok())));
    }
    readers
}

fn verified(bytes: &[u8]) -> Option<Verified> {
    Envelope::parse(bytes).and_then(Envelope::verify).ok()
}

fn envelopes(cast: &Cast) -> Vec<Reader<'_>> {
    let content =
        |bytes: &[u8]| verified(bytes).is_some_and(|found| open_content(&cast.epoch, &found).is_ok());
    vec![
        (
            "genesis_envelope",
            Box::new(|bytes| verified(bytes).is_some_and(|found| AccessList::open(&found).is_ok())),
        ),
        ("enroll_envelope", Box::new(|bytes| verified(bytes).is_some())),
        ("retire_envelope", Box::new(|bytes| verified(bytes).is_some())),
        ("close_envelope", Box::new(|bytes| verified(bytes).is_some())),
        ("content", Box::new(content)),
        ("content_all", Box::new(content)),
        (
            "content_own",
            Box::new(|bytes| {
                verified(bytes).is_some_and(|found| open_content(&cast.own_epoch, &found).is_ok())
            }),
        ),
        (
            "rekey",
            Box::new(|bytes| {
                verified(bytes).is_some_and(|found| open_rekey::<Pair>(&cast.hers.kem, &found).is_ok())
            }),
        ),
        (
            "grant",
            Box::new(|bytes| {
                verified(bytes).is_some_and(|found| open_grant::<Pair>(&cast.new.kem, &found).is_ok())
            }),
        ),
    ]
}

fn pairing<'a>(cast: &'a Cast, vectors: &Vectors) -> Result<Vec<Reader<'a>>, Failure> {
    let (m1, m2, m3) = (vectors.bytes("msg1")?, vectors.bytes("msg2")?, vectors.bytes("msg3")?);
    let seed = vectors.array("eph_seed")?;
    let shared = move || KemKey::from_seed(seed);
    let (_, handshake) = read_m2(&cast.psk, &shared(), &m1, &m2).at("msg2")?;
    let again = crypto::Handshake::from_bytes(&handshake.to_bytes()).at("msg2")?;
    let ours = (cast.ana.id(), cast.ben.id(), cast.hers.id());
    Ok(vec![
        ("msg1", Box::new(|bytes| read_m1(&cast.psk, bytes).is_ok())),
        ("msg2", Box::new(move |bytes| read_m2(&cast.psk, &shared(), &m1, bytes).is_ok())),
        ("msg3", Box::new(move |bytes| read_m3(&handshake, &ours.1, bytes).is_ok())),
        (
            "msg4",
            Box::new(move |bytes| {
                read_m4(&again, &m3, bytes, &cast.stream, (&ours.0, &ours.1), &ours.2).is_ok()
            }),
        ),
    ])
}

fn linking<'a>(cast: &'a Cast, vectors: &Vectors) -> Result<Vec<Reader<'a>>, Failure> {
    let (m1, m2) = (vectors.bytes("link_msg1")?, vectors.bytes("link_msg2")?);
    let m3 = vectors.bytes("link_msg3")?;
    let seed = vectors.array("link_eph_seed")?;
    let (_, handshake) =
        read_m2(&cast.invitation.secret(), &KemKey::from_seed(seed), &m1, &m2).at("link_msg2")?;
    let again = crypto::Handshake::from_bytes(&handshake.to_bytes()).at("link_msg2")?;
    let root = cast.ana.id();
    Ok(vec![
        ("link_msg1", Box::new(|bytes| read_m1(&cast.invitation.secret(), bytes).is_ok())),
        (
            "link_msg2",
            Box::new(move |bytes| {
                read_m2(&cast.invitation.secret(), &KemKey::from_seed(seed), &m1, bytes).is_ok()
            }),
        ),
        ("link_msg3", Box::new(move |bytes| read_link_m3(&handshake, bytes).is_ok())),
        ("link_msg4", Box::new(move |bytes| read_link_m4(&again, &m3, bytes, &root).is_ok())),
    ])
}

fn table<'a>(vectors: &Vectors) -> Result<Vec<Reader<'a>>, Failure> {
    let table = StoreKey::from_bytes(vectors.array("store_key")?).table(vectors.text("table_name")?);
    let (row, column) = (vectors.bytes("table_row")?, vectors.text("table_column")?.to_owned());
    Ok(vec![("table_value", Box::new(move |bytes| table.open(&row, &column, bytes).is_ok()))])
}

/// The wrapped key, of which every try costs a third of a second, and the texts that people type.
fn refused_texts(vectors: &Vectors) -> Result<usize, Failure> {
    let (wrapped, passphrase) = (vectors.bytes("wrapped")?, vectors.text("passphrase")?);
    // Version, memory, passes, lanes, salt, nonce, tag.
    let positions = [0, 1, 3, 8, 12, 20, 40, 100];
    for position in positions {
        let mut copy = wrapped.clone();
        copy[position] ^= 1;
        if unwrap(&copy, passphrase).is_ok() {
            return Err(Failure::new("wrapped", format!("taken with byte {position} altered")));
        }
    }
    let invitation = vectors.text("invitation")?;
    for position in 0..invitation.len() {
        let mut copy = invitation.as_bytes().to_vec();
        copy[position] = if copy[position] == b'b' { b'c' } else { b'b' };
        if String::from_utf8(copy).at("invitation")?.parse::<InvitationCode>().is_ok() {
            return Err(Failure::new("invitation", format!("taken with character {position} altered")));
        }
    }
    let kit = vectors.text("ana_kit")?;
    let shorter = kit.split_once(' ').map_or("", |(_, rest)| rest);
    for copy in [shorter.to_owned(), format!("{kit} zoo"), format!("zooo {shorter}")] {
        if RootSeed::from_words(&copy).is_ok() {
            return Err(Failure::new("ana_kit", "taken with other words"));
        }
    }
    Ok(positions.len() + invitation.len() + 3)
}

/// Longer items are altered in steps.
const FLIPS_MAX: usize = 1_500;
