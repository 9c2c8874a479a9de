"""Persons and devices: the root and its kit, statements, bindings, rosters (docs/protocol.md §2, §3)."""

import hashlib
from dataclasses import dataclass

from . import xwing
from .envelope import ZERO, stream_id
from .primitives import Reader, derive, hashed, need, public_key, sign, u8, u32, u64, verify
from .words import bits_of_words, words_of_bits

GENESIS, CERTIFY, REVOKE, RESET = 1, 2, 3, 4
DEVICES_MAX = 8


class Root:
    """A person: everything that the 24 words give back."""

    def __init__(self, seed):
        self.seed = seed
        self.signing_seed = derive(seed, b"", "root/identity")
        self.public = public_key(self.signing_seed)
        self.recovery_seed = derive(seed, b"", "root/recovery-kem")
        self.recovery = xwing.Key(self.recovery_seed)
        self.self_genesis_seed = derive(seed, b"", "root/self-genesis")
        self.self_genesis = public_key(self.self_genesis_seed)
        self.self_stream = stream_id(self.self_genesis, ZERO)


# --- Kit --------------------------------------------------------------------------------------------------------------


def kit_words(seed):
    """BIP 39, used as an encoding only: 256 bits and an 8-bit checksum."""
    return " ".join(words_of_bits(seed + hashlib.sha256(seed).digest()[:1], 24))


def read_kit(text):
    given = text.lower().split()
    need(len(given) == 24, "a kit has 24 words")
    data = bits_of_words(given).to_bytes(33, "big")
    need(hashlib.sha256(data[:32]).digest()[:1] == data[32:], "the words do not fit each other")
    return data[:32]


# --- Statements -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    kind: int
    root: bytes
    issuer: bytes
    order: int
    era: bytes
    body: bytes
    devices: list  # whom it names
    id: bytes


def make_statement(kind, root, issuer_seed, order, era, body):
    signed = u8(1) + u8(kind) + root + public_key(issuer_seed) + u64(order) + era + body
    return signed + sign(issuer_seed, "idlog", signed)


def genesis_body(recovery_public, nonce):
    return recovery_public + nonce


def certify_body(device, proof):
    return device + bytes(2) + proof


def revoke_body(device, reason):
    return device + u8(reason)


def reset_body(devices):
    return u8(len(devices)) + b"".join(sorted(devices))


def prove_device(device_seed, root):
    return sign(device_seed, "device-pop", root + public_key(device_seed))


def check_device_proof(root, device, proof):
    verify(device, "device-pop", root + device, proof)


def read_statement(data):
    reader = Reader(data)
    need(reader.number(1) == 1, "an unknown version")
    kind = reader.number(1)
    need(GENESIS <= kind <= RESET, "an unknown type")
    root, issuer, order, era = reader.take(32), reader.take(32), reader.number(8), reader.take(32)
    need(kind == REVOKE or issuer == root, "only the root may say this")
    begin = reader.position
    devices = take_statement_body(reader, kind, root)
    end = reader.position
    signature = reader.take(64)
    reader.end()
    verify(issuer, "idlog", data[:end], signature)
    return Statement(kind, root, issuer, order, era, data[begin:end], devices, hashed("idlog-id", data[:end]))


def take_statement_body(reader, kind, root):
    """Checks the body and gives the devices that it names."""
    if kind == GENESIS:
        xwing.need_sound(reader.take(xwing.PUBLIC_BYTES))
        reader.take(16)
        return []
    if kind == CERTIFY:
        device = reader.take(32)
        need(reader.number(2) == 0, "flags that mean nothing")
        check_device_proof(root, device, reader.take(64))
        return [device]
    if kind == REVOKE:
        device = reader.take(32)
        reader.number(1)
        return [device]
    count = reader.number(1)
    need(count <= DEVICES_MAX, "too many devices")
    devices = [reader.take(32) for _ in range(count)]
    need(devices == sorted(set(devices)), "devices out of order, or twice")
    return devices


def statements_digest(ids):
    return hashlib.sha256(b"".join(sorted(set(ids)))).digest()


# --- Binding ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Binding:
    stream: bytes
    root: bytes
    device: bytes
    generation: int
    author: bytes
    kem: bytes


def make_binding(stream, root, device_seed, generation, author_seed, kem_public):
    author, device = public_key(author_seed), public_key(device_seed)
    data = u8(1) + stream + root + device + u32(generation) + author + kem_public
    data += sign(device_seed, "binding", data)
    return data + sign(author_seed, "binding-pop", data)


def check_binding(data):
    reader = Reader(data)
    need(reader.number(1) == 1, "an unknown version")
    stream, root, device = reader.take(32), reader.take(32), reader.take(32)
    generation, author, kem = reader.number(4), reader.take(32), reader.take(xwing.PUBLIC_BYTES)
    binding = Binding(stream, root, device, generation, author, kem)
    xwing.need_sound(binding.kem)
    by_device, by_author = reader.take(64), reader.take(64)
    reader.end()
    verify(binding.device, "binding", data[:-128], by_device)
    verify(binding.author, "binding-pop", data[:-64], by_author)
    return binding


# --- Roster -----------------------------------------------------------------------------------------------------------


def roster_message(stream, roots):
    return stream + u8(len(roots)) + b"".join(sorted(roots))


def roster_part(device_seed, root, stream, roots):
    """root ‖ device ‖ signature, as it travels in a pairing."""
    return root + public_key(device_seed) + sign(device_seed, "roster", roster_message(stream, roots))


def check_roster_part(part, stream, roots):
    """Gives (root, device)."""
    reader = Reader(part)
    root, device, signature = reader.take(32), reader.take(32), reader.take(64)
    reader.end()
    need(root in roots, "the signer is none of the persons")
    verify(device, "roster", roster_message(stream, roots), signature)
    return root, device


def assemble_roster(stream, parts):
    parts = sorted(parts)
    return roster_message(stream, [part[:32] for part in parts]) + b"".join(part[32:] for part in parts)


def check_roster(data):
    """Gives (stream, roots, devices)."""
    reader = Reader(data)
    stream, count = reader.take(32), reader.number(1)
    need(count in (1, 2), "a roster names one or two persons")
    roots = [reader.take(32) for _ in range(count)]
    need(roots == sorted(set(roots)), "persons out of order, or twice")
    devices = []
    for _ in roots:
        device, signature = reader.take(32), reader.take(64)
        verify(device, "roster", roster_message(stream, roots), signature)
        devices.append(device)
    reader.end()
    return stream, roots, devices
