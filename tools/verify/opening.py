"""Opens every item of a vector file, whoever wrote it. The first one that differs or does not open is named."""

import collections

from suite1 import at_rest, envelope, epoch, pairing, people, records, words, xwing
from suite1.primitives import Refused, need, sign, u16, verify

from cast import Cast
from derived import STATEMENTS, derived


class Defect(Exception):
    """An item of the file is not what the protocol asks for."""


def open_all(vectors):
    """Checks every item and gives the cast."""
    cast = Cast(vectors)
    for name, value in derived(vectors, cast).items():
        same(name, vectors.get(name), value if isinstance(value, str) else value.hex())
    for check in (texts, certificates, contents, epochs, pairings, linkings, kept_at_rest, cases):
        check(vectors, cast)
    return cast


def same(item, found, expected):
    if found != expected:
        raise Defect(f"{item}: is not what its parts give")


def opened(item, read, *arguments):
    """What `read` gives; if it refuses, the item is named."""
    try:
        return read(*arguments)
    except Refused as error:
        raise Defect(f"{item}: {error}") from error


def texts(vectors, cast):
    for who in ("ana", "ben"):
        seed = opened(f"{who}_kit", people.read_kit, vectors[f"{who}_kit"].upper())
        same(f"{who}_kit", seed, vectors.data(f"{who}_root_seed"))
    invitation = opened("invitation", pairing.read_invitation, vectors["invitation"])
    same("invitation", invitation, (cast.origin, vectors.data("invitation_secret")))
    origin = cast.origin.encode()
    challenge = u16(len(origin)) + origin + cast.stream + vectors.data("head_id")
    opened("relay_auth", verify, cast.hers.author, "relay-auth", challenge, vectors.data("relay_auth"))


def certificates(vectors, cast):
    for name in STATEMENTS:
        opened(name, people.read_statement, vectors.data(name))
    for name in vectors:
        if name.startswith("binding_"):
            opened(name, people.check_binding, vectors.data(name))
    same("roster", opened("roster", people.check_roster, vectors.data("roster"))[1], sorted(cast.roots))
    opened("roster_own", people.check_roster, vectors.data("roster_own"))
    opened("card", records.read_card, vectors.data("card"))
    opened("card_own", records.read_card, vectors.data("card_own"))
    opened("device_proof", people.check_device_proof, cast.ana.id, cast.new_device, vectors.data("device_proof"))
    stream = opened("genesis_envelope", envelope.check_genesis, vectors.data("genesis_envelope"))
    same("genesis_envelope", stream, cast.stream)
    for name in ("enroll_envelope", "retire_envelope", "close_envelope"):
        step = opened(name, envelope.read_envelope, vectors.data(name))
        op, subject, rights, proof = envelope.read_step(step.body)
        if op == 2:
            opened(name, envelope.check_enrolment, subject, cast.stream, cast.genesis, rights, proof)


def read(vectors, name):
    return opened(name, envelope.read_envelope, vectors.data(name))


def contents(vectors, cast):
    for name, secret, persons in (
        ("content", cast.epoch, 2),
        ("content_all", cast.epoch, 2),
        ("content_own", cast.own_epoch, 1),
    ):
        payload = opened(name, epoch.open_content, secret, read(vectors, name))
        same(f"{name}_plain", payload, vectors.data(f"{name}_plain"))
        opened(name, records.read_payload, payload, persons)


def epochs(vectors, cast):
    rekey, grant = read(vectors, "rekey"), read(vectors, "grant")
    same("rekey_id", rekey.id, vectors.data("rekey_id"))
    same("grant_id", grant.id, vectors.data("grant_id"))
    for key in (cast.hers.kem, cast.his.kem, cast.ana.root.recovery, cast.ben.root.recovery):
        same("rekey", opened("rekey", epoch.open_grant, key, rekey), cast.epoch)
    for key in (cast.new.kem, cast.ben.root.recovery):
        same("grant", opened("grant", epoch.open_grant, key, grant), cast.epoch)
    tag = epoch.grant_tag(cast.stream, rekey.header.epoch, cast.new.kem.public)
    same("grant_tag", tag, vectors.data("grant_tag"))

    data = opened("rekey", epoch.open_meta, cast.epoch, rekey)
    same("rekey_meta", data, vectors.data("rekey_meta"))
    same("rekey_meta", epoch.Meta.read(data).encode(), data)
    same("rekey_meta", epoch.Meta.read(data), meta(cast))
    place = epoch.Place(cast.stream, cast.hers.author_seed, rekey.header.seq, rekey.header.prev)
    padded = epoch.pad(data)
    nonce = epoch.hedged_nonce(cast.epoch, place, padded, vectors.data("rekey_random"))
    same("rekey", rekey.header.nonce, nonce)
    if not xwing.schedule_agrees(cast.hers.kem, b"info", b"plain"):
        raise Defect("the key schedule written out here is not that of HPKE")


def meta(cast):
    """Who got the epoch of the file, and what its author knew."""

    def known(person):
        ids = [people.read_statement(data).id for data in (person.genesis, person.certify)]
        return person.id, people.statements_digest(ids)

    recipients = [
        (epoch.DEVICE, cast.ana.device, 1),
        (epoch.DEVICE, cast.ben.device, 1),
        (epoch.RECOVERY, cast.ana.id, 0),
        (epoch.RECOVERY, cast.ben.id, 0),
    ]
    parents = [(epoch.epoch_id(cast.parent, cast.stream), cast.parent)]
    return epoch.Meta(2, parents, recipients, 1, [known(cast.ana), known(cast.ben)])


def says(item, fields, expected):
    """The same fields; only the order of those of one type counts."""
    last = (pairing.DEVICE, pairing.SIGNATURE)
    found = collections.defaultdict(list)
    for kind, data in fields.entries:
        if kind not in last:
            found[kind].append(data)
    wanted = collections.defaultdict(list)
    for kind, data in expected:
        wanted[kind].append(data)
    same(item, found, wanted)


def shared(vectors, prefix, handshake):
    same(f"{prefix}i2r", handshake.inviter_to_newcomer, vectors.data(f"{prefix}i2r"))
    same(f"{prefix}r2i", handshake.newcomer_to_inviter, vectors.data(f"{prefix}r2i"))
    same(f"{prefix}match_words", words.match_words(handshake.transcript()), vectors[f"{prefix}match_words"])


def pairings(vectors, cast):
    m1, m2, m3, m4 = (vectors.data(f"msg{number}") for number in (1, 2, 3, 4))
    ephemeral = xwing.Key(vectors.data("eph_seed"))
    fields, handshake = opened("msg2", pairing.read_m2, cast.psk, ephemeral, m1, m2)
    says("msg2", fields, cast.introduction())
    shared(vectors, "", handshake)
    fields, stream, root = opened("msg3", pairing.read_m3, handshake, m3, cast.ben.id)
    says("msg3", fields, cast.welcome(vectors.data("genesis_envelope")))
    same("msg3", (stream, root), (cast.stream, cast.ana.id))
    arguments = handshake, m3, m4, stream, cast.ana.id, cast.ben.id, cast.hers.author
    says("msg4", opened("msg4", pairing.read_m4, *arguments), cast.joining())


def linkings(vectors, cast):
    m1, m2, m3, m4 = (vectors.data(f"link_msg{number}") for number in (1, 2, 3, 4))
    ephemeral = xwing.Key(vectors.data("link_eph_seed"))
    fields, handshake = opened("link_msg2", pairing.read_m2, cast.link_psk, ephemeral, m1, m2)
    says("link_msg2", fields, cast.link_introduction())
    shared(vectors, "link_", handshake)
    fields, root = opened("link_msg3", pairing.read_link_m3, handshake, m3)
    says("link_msg3", fields, cast.link_welcome())
    same("link_msg3", root, cast.ana.id)
    says("link_msg4", opened("link_msg4", pairing.read_link_m4, handshake, m3, m4, root), cast.link_joining())


def kept_at_rest(vectors, cast):
    store_key = opened("wrapped", at_rest.unwrap, vectors.data("wrapped"), vectors["passphrase"])
    same("wrapped", store_key, vectors.data("store_key"))
    where = vectors["table_name"], vectors.data("table_row"), vectors["table_column"]
    plain = opened("table_value", at_rest.open_value, store_key, *where, vectors.data("table_value"))
    same("table_value", plain, vectors.data("table_plain"))


# --- What must be taken and what must be refused, by its name ---------------------------------------------------------


def takes(read, *arguments):
    try:
        read(*arguments)
    except Refused:
        return False
    return True


def cases(vectors, cast):
    for name in vectors:
        good = "_good" in name
        if name.startswith("verify_") and (good or "_bad" in name):
            case = vectors.data(name)
            verdict(name, takes(verify, case[:32], "envelope-sig", case[96:], case[32:96]), good)
        elif name.startswith("kem_") and (good or "_bad" in name):
            verdict(name, takes(xwing.need_sound, vectors.data(name)), good)
        elif name.startswith("refused_"):
            verdict(name, any_key_opens(vectors.data(name), cast), False)


def verdict(item, taken, expected):
    if taken != expected:
        raise Defect(f"{item}: is {'taken' if taken else 'refused'}")


def any_key_opens(data, cast):
    if not takes(envelope.read_envelope, data):
        return False
    found = envelope.read_envelope(data)
    keys = (cast.hers.kem, cast.his.kem, cast.new.kem)
    return takes(epoch.open_content, cast.epoch, found) or any(takes(epoch.open_grant, key, found) for key in keys)
