"""Alters every item of a vector file, a byte at a time, and expects each altered copy to be refused."""

from suite1 import at_rest, envelope, epoch, pairing, people, xwing
from suite1.primitives import verify

from derived import STATEMENTS
from opening import Defect, takes

FLIPS_MAX = 1500


def refuse_all(vectors, cast):
    """How many altered copies were refused; a Defect names the first that was not."""
    return sum(refuse(name, vectors.data(name), read) for name, read in readers(vectors, cast)) + refuse_texts(vectors)


def refuse(name, data, read):
    if not takes(read, data):
        raise Defect(f"{name}: the unaltered bytes are refused")
    altered = 0
    for position in range(0, len(data), len(data) // FLIPS_MAX + 1):
        copy = bytearray(data)
        copy[position] ^= 1 << position % 8
        if takes(read, bytes(copy)):
            raise Defect(f"{name}: taken with byte {position} altered")
        altered += 1
    for copy in (data[:-1], data + b"\0", b""):
        if takes(read, copy):
            raise Defect(f"{name}: taken with {len(copy)} bytes instead of {len(data)}")
        altered += 1
    return altered


def readers(vectors, cast):
    """Each item with what reads it."""
    for name in STATEMENTS:
        yield name, people.read_statement
    yield "binding_1", people.check_binding
    yield "roster", people.check_roster
    yield "roster_own", people.check_roster
    yield "genesis_envelope", envelope.check_genesis
    for name in ("enroll_envelope", "retire_envelope", "close_envelope"):
        yield name, envelope.read_envelope
    yield "content", lambda data: epoch.open_content(cast.epoch, envelope.read_envelope(data))
    yield "content_all", lambda data: epoch.open_content(cast.epoch, envelope.read_envelope(data))
    yield "content_own", lambda data: epoch.open_content(cast.own_epoch, envelope.read_envelope(data))
    yield "rekey", lambda data: epoch.open_grant(cast.hers.kem, envelope.read_envelope(data))
    yield "grant", lambda data: epoch.open_grant(cast.new.kem, envelope.read_envelope(data))
    yield "verify_good", lambda data: verify(data[:32], "envelope-sig", data[96:], data[32:96])
    where = vectors.data("store_key"), vectors["table_name"], vectors.data("table_row"), vectors["table_column"]
    yield "table_value", lambda data: at_rest.open_value(*where, data)
    yield from messages(vectors, cast)


def messages(vectors, cast):
    for prefix, psk, seed in (("", cast.psk, "eph_seed"), ("link_", cast.link_psk, "link_eph_seed")):
        m1, m2, m3 = (vectors.data(f"{prefix}msg{number}") for number in (1, 2, 3))
        ephemeral = xwing.Key(vectors.data(seed))
        _, handshake = pairing.read_m2(psk, ephemeral, m1, m2)
        yield f"{prefix}msg1", lambda data, psk=psk: pairing.read_m1(psk, data)
        yield f"{prefix}msg2", lambda data, a=psk, b=ephemeral, c=m1: pairing.read_m2(a, b, c, data)
        yield f"{prefix}msg3", lambda data, shared=handshake: pairing.open_m3(shared, data)
        yield f"{prefix}msg4", lambda data, shared=handshake, m3=m3: pairing.open_m4(shared, m3, data)


def refuse_texts(vectors):
    """The wrapped key, whose every try costs a third of a second, and the texts that people type."""
    altered = 0
    wrapped, passphrase = vectors.data("wrapped"), vectors["passphrase"]
    for position in (0, 1, 3, 8, 12, 20, 40, 100):  # version, memory, passes, lanes, salt, nonce, tag
        copy = bytearray(wrapped)
        copy[position] ^= 1
        if takes(at_rest.unwrap, bytes(copy), passphrase):
            raise Defect(f"wrapped: taken with byte {position} altered")
        altered += 1
    if takes(at_rest.unwrap, wrapped, passphrase + " "):
        raise Defect("wrapped: opens with another passphrase")
    invitation = vectors["invitation"]
    for position, char in enumerate(invitation):
        copy = invitation[:position] + ("b" if char != "b" else "c") + invitation[position + 1 :]
        if takes(pairing.read_invitation, copy):
            raise Defect(f"invitation: taken with character {position} altered")
        altered += 1
    kit = vectors["ana_kit"].split()
    for copy in (kit[1:], [*kit, "zoo"], ["zooo", *kit[1:]]):
        if takes(people.read_kit, " ".join(copy)):
            raise Defect("ana_kit: taken with other words")
        altered += 1
    return altered + 1
