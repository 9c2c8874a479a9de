"""Every item of a vector file that follows from its random items: computed here, compared when reading, written when
sealing. The Rust counterpart is crates/crypto/examples/vectors/derive.rs."""

from suite1 import at_rest, envelope, epoch, pairing, people, records, words
from suite1.epoch import Place
from suite1.primitives import hashed, padded_length, sign, u16

LENGTHS = [0, 1, 1023, 1024, 1025, 1088, 1089, 2047, 2048, 2049, 4097, 65535, 65537, 1000000]


def derived(vectors, cast):
    items = {}
    persons(cast, items)
    streams(cast, vectors, items)
    epochs(cast, vectors, items)
    pairings(cast, vectors, items)
    compared_words(cast, vectors, items)
    kept_at_rest(vectors, items)
    return items


def persons(cast, items):
    for who, person in (("ana", cast.ana), ("ben", cast.ben)):
        root = person.root
        items[f"{who}_kit"] = people.kit_words(root.seed)
        items[f"{who}_root"] = root.public
        items[f"{who}_recovery_seed"] = root.recovery_seed
        items[f"{who}_recovery_pk"] = root.recovery.public
        items[f"{who}_self_genesis"] = root.self_genesis
        items[f"{who}_self_stream"] = root.self_stream
        items[f"{who}_device"] = person.device
        items[f"{who}_genesis"] = person.genesis
        items[f"{who}_certify"] = person.certify
    ana, new = cast.ana, cast.new_device
    items["new_device"] = new
    items["ana_certify_new"] = ana.certified(3, cast.new_device_seed)
    items["ana_revoke"] = ana.state(people.REVOKE, 4, people.revoke_body(new, 2))
    items["ana_reset"] = ana.state(people.RESET, 5, people.reset_body([new, ana.device]))
    era = people.read_statement(items["ana_reset"]).id
    body = people.revoke_body(new, 1)
    items["ana_revoke_by_device"] = people.make_statement(people.REVOKE, ana.id, ana.device_seed, 1, era, body)
    for name in STATEMENTS:
        items[f"{name}_id"] = people.read_statement(items[name]).id
    hers = [items[f"{name}_id"] for name in STATEMENTS if name.startswith("ana_")]
    items["ana_statements_digest"] = people.statements_digest(hers)


STATEMENTS = """ana_genesis ana_certify ana_certify_new ana_revoke ana_reset ana_revoke_by_device
    ben_genesis ben_certify""".split()


def streams(cast, vectors, items):
    stream, hers, his = cast.stream, cast.hers, cast.his
    items["stream"] = stream

    def step(name, author_seed, seq, prev, body):
        items[name] = envelope.access_envelope(author_seed, stream, seq, prev, body)
        items[f"{name}_id"] = envelope.read_envelope(items[name]).id
        return items[f"{name}_id"]

    nonce = vectors.data("genesis_nonce")
    first = step("genesis_envelope", cast.genesis_seed, 1, envelope.ZERO, envelope.genesis_step(nonce))
    proof = envelope.prove_enrolment(hers.author_seed, stream, cast.genesis, 15)
    step("enroll_envelope", cast.genesis_seed, 2, first, envelope.enroll_step(hers.author, 15, proof))
    retired = step("retire_envelope", hers.author_seed, 1, envelope.ZERO, envelope.retire_step(his.author))
    step("close_envelope", hers.author_seed, 2, retired, envelope.CLOSE_STEP)
    for name, member in members(cast):
        items[f"author_{name}"] = member.author
        items[f"kem_pk_{name}"] = member.kem.public
        items[f"binding_{name}"] = member.binding
    items["roster"] = people.assemble_roster(stream, cast.roster_parts)
    own_part = people.roster_part(cast.ana.device_seed, cast.ana.id, cast.own_stream, [cast.ana.id])
    items["roster_own"] = people.assemble_roster(cast.own_stream, [own_part])
    items["card_own"] = cast.card_own
    items["card"] = cast.card


def members(cast):
    return [("1", cast.hers), ("2", cast.his), ("3", cast.new), ("own_1", cast.own), ("own_2", cast.new_own)]


def epochs(cast, vectors, items):
    items["epoch_id"] = epoch.epoch_id(cast.epoch, cast.stream)
    items["parent_id"] = epoch.epoch_id(cast.parent, cast.stream)
    items["own_epoch_id"] = epoch.epoch_id(cast.own_epoch, cast.own_stream)

    def content(name, secret, place, payload):
        items[f"{name}_plain"] = payload
        items[name] = epoch.seal_content(secret, place, payload, vectors.data(f"{name}_random"))
        items[f"{name}_id"] = envelope.read_envelope(items[name]).id

    record, frontier = records.record, records.heads(cast.heads)
    document, chunks = vectors.data("document"), vectors.data("changes")
    short = record(records.FRONTIER, frontier) + record(records.CHANGES, document + chunks[:64])
    content("content", cast.epoch, Place(cast.stream, cast.hers.author_seed, 1, envelope.ZERO), short)
    every = [
        record(records.FRONTIER, records.heads([])),
        record(records.CHANGES, document + chunks),
        record(records.STATEMENT, cast.ana.certify),
        record(records.BINDING, cast.hers.binding),
        record(records.CHECKPOINT, records.checkpoint(cast.heads, cast.documents)),
        record(records.NEED_EPOCH, items["parent_id"]),
        record(records.MOVED, records.moved(cast.own_stream, cast.origin)),
        record(records.ROSTER, items["roster"]),
        record(0x80, b"new"),
    ]
    place = Place(cast.stream, cast.hers.author_seed, 2, items["content_id"])
    content("content_all", cast.epoch, place, b"".join(every))
    own = [
        record(records.FRONTIER, frontier),
        record(records.CARD, cast.card_own),
        record(records.CARD, cast.card),
        record(records.ROSTER, items["roster_own"]),
    ]
    place = Place(cast.own_stream, cast.own.author_seed, 1, envelope.ZERO)
    content("content_own", cast.own_epoch, place, b"".join(own))
    items["padding"] = " ".join(f"{length}:{padded_length(length)}" for length in LENGTHS)


def pairings(cast, vectors, items):
    expires = int.from_bytes(vectors.data("expires"), "big")

    def first(psk, role, seed):
        return pairing.make_m1(psk, role, expires, pairing.xwing.Key(vectors.data(seed)).public)

    items["code"] = cast.code
    items["psk"] = cast.psk
    items["mailbox"] = pairing.mailbox(cast.psk)
    items["msg1"] = first(cast.psk, pairing.PAIR, "eph_seed")
    items["invitation"] = pairing.invitation(cast.origin, cast.link_psk)
    items["link_mailbox"] = pairing.mailbox(cast.link_psk)
    items["link_msg1"] = first(cast.link_psk, pairing.LINK, "link_eph_seed")
    items["device_proof"] = people.prove_device(cast.new_device_seed, cast.ana.id)


def compared_words(cast, vectors, items):
    items["ana_fingerprint"] = words.fingerprint_words(cast.ana.id)
    items["ben_fingerprint"] = words.fingerprint_words(cast.ben.id)
    items["verify_qr"] = words.verification_code(cast.ana.id, cast.ben.id, cast.stream)
    items["sync_check"] = words.sync_check_words(cast.epoch, cast.stream, cast.heads, cast.documents)
    origin = cast.origin.encode()
    challenge = u16(len(origin)) + origin + cast.stream + vectors.data("head_id")
    items["relay_auth"] = sign(cast.hers.author_seed, "relay-auth", challenge)
    items["actor"] = hashed("actor", cast.stream, vectors.data("document"), cast.hers.author)[:16]


def kept_at_rest(vectors, items):
    random = vectors.data("wrap_random")
    items["wrapped"] = at_rest.wrap(vectors.data("store_key"), vectors["passphrase"], random[:16], random[16:])
    where = vectors["table_name"], vectors.data("table_row"), vectors["table_column"]
    nonce, plain = vectors.data("table_nonce"), vectors.data("table_plain")
    items["table_value"] = at_rest.seal_value(vectors.data("store_key"), *where, nonce, plain)
