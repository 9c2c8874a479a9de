"""Pairing two persons and linking a device: the secret, its code, the four messages (docs/protocol.md §9)."""

import base64
import unicodedata
from dataclasses import dataclass

from . import xwing
from .envelope import check_enrolment, check_genesis
from .people import CERTIFY, GENESIS, RESET, check_binding, check_device_proof, check_roster_part, read_statement
from .primitives import Reader, Refused, decrypt, derive, encrypt, hashed, label_prefix, mac, need, need_mac, pad
from .primitives import public_key, sign, slow_hash, u8, u32, u64, unpad, verify
from .records import read_card, read_origin

PAIR, LINK = 1, 2
MANAGER, REPORT = 1, 2
M1_BYTES = 1262
MESSAGE_BYTES_MAX = 128 * 1024

STATEMENT, DEVICE, NAME, ROLE, GENESIS_ENVELOPE, BINDING = 1, 2, 3, 4, 5, 6
ROSTER_PART, VOUCHER, ENROLMENT, STREAM, DEVICE_PROOF, SIGNATURE = 7, 8, 9, 10, 11, 12


# --- The secret and its code ------------------------------------------------------------------------------------------


def spoken_secret(words, origin):
    """The PSK of six spoken words at one relay."""
    return slow_hash(" ".join(words.lower().split()).encode(), hashed("code-salt", origin.encode())[:16])


def invitation(origin, secret):
    checked = u8(len(origin)) + origin.encode() + secret
    data = checked + hashed("code-checksum", checked)[:4]
    return "entre1" + base64.b32encode(data).decode().rstrip("=").lower()


def read_invitation(text):
    """Gives (origin, secret)."""
    text = "".join(text.split()).lower()
    need(text.startswith("entre1"), "an invitation begins with entre1")
    digits = text[len("entre1") :]
    try:
        data = base64.b32decode(digits.upper() + "=" * (-len(digits) % 8))
    except ValueError as error:
        raise Refused("a wrong character somewhere") from error
    reader = Reader(data)
    origin = read_origin(reader.take(reader.number(1)))
    secret, checksum = reader.take(32), reader.take(4)
    reader.end()
    need(hashed("code-checksum", data[:-4])[:4] == checksum, "a wrong character somewhere")
    need(invitation(origin, secret) == text, "bits behind the end that mean nothing")
    return origin, secret


def mailbox(psk):
    return derive(psk, b"", "pair/rendezvous")


# --- Messages 1 and 2 -------------------------------------------------------------------------------------------------


def make_m1(psk, role, expires, ephemeral_public):
    message = b"ENP1" + u8(1) + u8(role) + u64(expires) + ephemeral_public
    return message + mac(derive(psk, b"", "pair/mac1"), message)


def read_m1(psk, m1):
    """Gives (role, expires, ephemeral key)."""
    need(len(m1) == M1_BYTES, "message 1 has 1262 bytes")
    need_mac(derive(psk, b"", "pair/mac1"), m1[:-32], m1[-32:])
    reader = Reader(m1[:-32])
    need(reader.take(4) == b"ENP1" and reader.number(1) == 1, "an unknown version")
    role, expires, ephemeral = reader.number(1), reader.number(8), reader.rest()
    need(role in (PAIR, LINK), "an unknown role")
    xwing.need_sound(ephemeral)
    return role, expires, ephemeral


@dataclass(frozen=True)
class Handshake:
    """What both sides share after message 2."""

    role: int
    newcomer: bytes
    inviter_to_newcomer: bytes
    newcomer_to_inviter: bytes
    m1: bytes
    m2: bytes

    def transcript(self, *later):
        return hashed("pair-transcript", self.m1, self.m2, *later)


def first_hash(m1):
    return hashed("pair-msg1", m1)


def psk_context(psk, shared_secret, m1):
    """HPKE in PSK mode, and both exports."""
    info = label_prefix("pair") + first_hash(m1)
    return xwing.Context(xwing.MODE_PSK, shared_secret, info, derive(psk, b"", "pair/psk"), mailbox(psk))


def exports(context):
    return context.export(b"entrenous/v1/pair/i2r"), context.export(b"entrenous/v1/pair/r2i")


def make_m2(psk, m1, fields, device_seed):
    role, _, ephemeral = read_m1(psk, m1)
    shared_secret, encapsulated = xwing.encapsulate(ephemeral)
    context = psk_context(psk, shared_secret, m1)
    plain = signed_fields(fields, device_seed, b"R", first_hash(m1) + encapsulated)
    sealed = encapsulated + context.seal(pad(plain))
    m2 = sealed + mac(derive(psk, b"", "pair/mac2"), first_hash(m1) + sealed)
    return m2, Handshake(role, public_key(device_seed), *exports(context), m1, m2)


def read_m2(psk, ephemeral, m1, m2):
    """Gives (fields, handshake). The MAC comes before anything is decrypted."""
    role, _, _ = read_m1(psk, m1)
    need(xwing.ENCAPSULATED_BYTES + 48 <= len(m2) <= MESSAGE_BYTES_MAX, "message 2 has a wrong length")
    sealed, tag = m2[:-32], m2[-32:]
    need_mac(derive(psk, b"", "pair/mac2"), first_hash(m1) + sealed, tag)
    encapsulated = sealed[: xwing.ENCAPSULATED_BYTES]
    context = psk_context(psk, xwing.decapsulate(ephemeral, encapsulated), m1)
    plain = context.open(sealed[xwing.ENCAPSULATED_BYTES :])
    fields = read_fields(unpad(plain), b"R", first_hash(m1) + encapsulated)
    fields.one(NAME)
    if role == PAIR:
        certified_root(fields.all(STATEMENT), fields.one(DEVICE))
    else:
        need(not fields.all(STATEMENT) and not fields.all(ROLE), "a device that is linked belongs to nobody yet")
    return fields, Handshake(role, fields.one(DEVICE), *exports(context), m1, m2)


# --- Messages 3 and 4 -------------------------------------------------------------------------------------------------


def make_m3(handshake, fields, device_seed, nonce):
    transcript = handshake.transcript()
    plain = signed_fields(fields, device_seed, b"I", transcript)
    return nonce + encrypt(handshake.inviter_to_newcomer, nonce, transcript, pad(plain))


def open_m3(handshake, m3):
    transcript = handshake.transcript()
    plain = unpad(decrypt(handshake.inviter_to_newcomer, m3[:24], transcript, m3[24:]))
    return read_fields(plain, b"I", transcript)


def read_m3(handshake, m3, own_root):
    """Of a pairing. Gives (fields, stream, inviter's root)."""
    need(handshake.role == PAIR, "another kind of handshake")
    fields = open_m3(handshake, m3)
    device = fields.one(DEVICE)
    root = certified_root(fields.all(STATEMENT), device)
    stream = check_genesis(fields.one(GENESIS_ENVELOPE))
    binding = check_binding(fields.one(BINDING))
    need((binding.stream, binding.root, binding.device) == (stream, root, device), "the binding is for something else")
    signer = check_roster_part(fields.one(ROSTER_PART), stream, [root, own_root])
    need(signer == (root, device), "somebody else signed the roster")
    fields.one(NAME), fields.one(ROLE)
    return fields, stream, root


def read_link_m3(handshake, m3):
    """Of a linking. Gives (fields, root): the first statement says whose device the new one becomes."""
    need(handshake.role == LINK, "another kind of handshake")
    fields = open_m3(handshake, m3)
    statements = fields.all(STATEMENT)
    need(statements, "whose device is it?")
    root = read_statement(statements[0]).root
    certified_root([data for data in statements if read_statement(data).root == root], fields.one(DEVICE))
    for stream in fields.all(STREAM):
        read_card(stream[32:])
    return fields, root


def make_m4(handshake, m3, fields, device_seed, nonce):
    transcript = handshake.transcript(m3)
    plain = signed_fields(fields, device_seed, b"r", transcript)
    return nonce + encrypt(handshake.newcomer_to_inviter, nonce, transcript, pad(plain))


def open_m4(handshake, m3, m4):
    transcript = handshake.transcript(m3)
    plain = unpad(decrypt(handshake.newcomer_to_inviter, m4[:24], transcript, m4[24:]))
    fields = read_fields(plain, b"r", transcript)
    need(fields.one(DEVICE) == handshake.newcomer, "another device than that of message 2")
    return fields


def read_m4(handshake, m3, m4, stream, own_root, their_root, author):
    """Of a pairing. `author` is the pseudonym that message 3 named."""
    need(handshake.role == PAIR, "another kind of handshake")
    fields = open_m4(handshake, m3, m4)
    signer = check_roster_part(fields.one(ROSTER_PART), stream, [own_root, their_root])
    need(signer == (their_root, handshake.newcomer), "somebody else signed the roster")
    enrolments = [read_enrolment(data) for data in fields.all(ENROLMENT)]
    need(enrolments, "nobody to enroll")
    for binding, rights, proof in enrolments:
        need((binding.stream, binding.root) == (stream, their_root), "the binding is for something else")
        check_enrolment(binding.author, stream, author, rights, proof)
    return fields


def read_link_m4(handshake, m3, m4, own_root):
    need(handshake.role == LINK, "another kind of handshake")
    fields = open_m4(handshake, m3, m4)
    check_device_proof(own_root, handshake.newcomer, fields.one(DEVICE_PROOF))
    authors = {read_card(stream[32:])[0]: stream[:32] for stream in open_m3(handshake, m3).all(STREAM)}
    for binding, rights, proof in map(read_enrolment, fields.all(ENROLMENT)):
        need((binding.root, binding.device) == (own_root, handshake.newcomer), "the binding is for something else")
        need(binding.stream in authors, "a stream that message 3 did not name")
        check_enrolment(binding.author, binding.stream, authors[binding.stream], rights, proof)
    return fields


# --- Fields -----------------------------------------------------------------------------------------------------------

REPEATED = (STATEMENT, ENROLMENT, STREAM)


class Fields:
    """Checked fields of one message, as (type, bytes) in their order."""

    def __init__(self, entries):
        self.entries = entries

    def all(self, kind):
        return [data for found, data in self.entries if found == kind]

    def one(self, kind):
        found = self.all(kind)
        need(len(found) == 1, f"field {kind} belongs here once")
        return found[0]


def signed_fields(fields, device_seed, side, so_far):
    """The given fields, then the sender's device and its signature over the handshake so far."""
    last = [(DEVICE, public_key(device_seed)), (SIGNATURE, sign(device_seed, "pair-auth", side + so_far))]
    return b"".join(u8(kind) + u32(len(data)) + data for kind, data in [*fields, *last])


def read_fields(plain, side, so_far):
    reader, entries = Reader(plain), []
    while not reader.at_end():
        kind, data = reader.number(1), reader.prefixed()
        if kind >= 0x80:
            continue
        need(STATEMENT <= kind <= SIGNATURE, "a field of a newer version")
        need(kind in REPEATED or kind not in dict(entries), "a field that is there twice")
        check_field(kind, data)
        entries.append((kind, data))
    fields = Fields(entries)
    verify(fields.one(DEVICE), "pair-auth", side + so_far, fields.one(SIGNATURE))
    return fields


def check_field(kind, data):
    if kind == STATEMENT:
        read_statement(data)
    elif kind == NAME:
        check_name(data)
    elif kind == ROLE:
        need(data in (u8(MANAGER), u8(REPORT)), "an unknown role")
    elif kind == BINDING:
        check_binding(data)
    elif kind == ENROLMENT:
        read_enrolment(data)
    elif kind == STREAM:
        read_card(data[32:])
    elif kind in LENGTHS:
        need(len(data) == LENGTHS[kind], "a field of a wrong length")


LENGTHS = {DEVICE: 32, ROSTER_PART: 128, VOUCHER: 16, DEVICE_PROOF: 64, SIGNATURE: 64}


def check_name(data):
    """1 to 80 characters, no control among them."""
    try:
        name = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("a name is text") from error
    need(1 <= len(name) <= 80, "a name has 1 to 80 characters")
    controls = "\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    need(not any(unicodedata.category(char) == "Cc" or char in controls for char in name), "a control in a name")


def enrolment(binding, rights, proof):
    return binding + u8(rights) + proof


def read_enrolment(data):
    reader = Reader(data)
    binding, rights, proof = check_binding(reader.take(1477)), reader.number(1), reader.take(64)
    reader.end()
    need(1 <= rights <= 15, "rights that mean nothing")
    return binding, rights, proof


def certified_root(statements, device):
    """The one person whose statements these are, if they certify the device."""
    read = [read_statement(data) for data in statements]
    roots = {statement.root for statement in read}
    need(len(roots) == 1, "the statements of one person")
    need(any(statement.kind == GENESIS for statement in read), "the person's genesis is missing")
    certifies = [device in statement.devices for statement in read if statement.kind in (CERTIFY, RESET)]
    need(any(certifies), "the device is not certified by its person")
    return roots.pop()
