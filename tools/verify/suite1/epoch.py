"""Epochs, and the three kinds of envelopes that are sealed under them (docs/protocol.md §5.2, §5.3)."""

import hashlib
from dataclasses import dataclass

from . import xwing
from .envelope import CONTENT, GRANT, NO_NONCE, REKEY, Header, seal_envelope, split_grants
from .primitives import Reader, decrypt, derive, encrypt, hashed, label_prefix, mac, need, pad, public_key, unpad
from .primitives import u8, u32, u64

DEVICE, RECOVERY = 1, 2


@dataclass(frozen=True)
class Place:
    """Where the next envelope of an author goes."""

    stream: bytes
    author_seed: bytes
    seq: int
    prev: bytes


def epoch_id(secret, stream):
    return derive(secret, stream, "epoch-id")


def hedged_nonce(secret, place, padded, random):
    """Repeated random bytes still give another nonce for another plaintext."""
    key = derive(secret, place.stream, "nonce-key", public_key(place.author_seed))
    return mac(key, random + u64(place.seq) + hashlib.sha256(padded).digest())[:24]


def need_epoch(secret, header):
    """The header names the epoch and so commits to its secret."""
    need(epoch_id(secret, header.stream) == header.epoch, "the secret is not that of the named epoch")


# --- Content ----------------------------------------------------------------------------------------------------------


def seal_content(secret, place, payload, random):
    padded = pad(payload)
    return seal_padded(secret, place, padded, random)


def seal_padded(secret, place, padded, random):
    author = public_key(place.author_seed)
    nonce = hedged_nonce(secret, place, padded, random)
    header = Header(CONTENT, place.stream, author, place.seq, place.prev, epoch_id(secret, place.stream), nonce)
    key = derive(secret, place.stream, "content-key", author)
    body = encrypt(key, nonce, header.encode(len(padded) + 16), padded)
    return seal_envelope(header, body, place.author_seed)


def open_content(secret, envelope):
    header = envelope.header
    need(header.kind == CONTENT, "not content")
    need_epoch(secret, header)
    key = derive(secret, header.stream, "content-key", header.author)
    return unpad(decrypt(key, header.nonce, envelope.header_bytes, envelope.body))


# --- Grants -----------------------------------------------------------------------------------------------------------


def grant_info(stream, epoch, author):
    return label_prefix("grant") + stream + epoch + author


def grant_tag(stream, epoch, recipient):
    return hashed("grant-tag", stream, epoch, recipient)[:8]


def make_grants(secret, place, recipients):
    """n ‖ n × (tag ‖ enc ‖ sealed secret)."""
    epoch = epoch_id(secret, place.stream)
    info = grant_info(place.stream, epoch, public_key(place.author_seed))
    grants = [grant_tag(place.stream, epoch, key) + xwing.seal(key, info, secret) for key in recipients]
    return u8(len(grants)) + b"".join(grants)


def open_grant(key, envelope):
    """The secret of the epoch that the header names, and of no other."""
    header = envelope.header
    need(header.kind in (REKEY, GRANT), "no grants here")
    own_tag = grant_tag(header.stream, header.epoch, key.public)
    own = next((grant for grant in split_grants(envelope.body)[0] if grant[:8] == own_tag), None)
    need(own is not None, "no grant for this key")
    secret = xwing.open_sealed(key, grant_info(header.stream, header.epoch, header.author), own[8:])
    need_epoch(secret, header)
    return secret


def seal_grant(secret, place, recipients):
    author, epoch = public_key(place.author_seed), epoch_id(secret, place.stream)
    header = Header(GRANT, place.stream, author, place.seq, place.prev, epoch, NO_NONCE)
    return seal_envelope(header, make_grants(secret, place, recipients), place.author_seed)


# --- Rekey ------------------------------------------------------------------------------------------------------------


def seal_rekey(secret, place, recipients, meta, random):
    author = public_key(place.author_seed)
    grants = make_grants(secret, place, recipients)
    padded = pad(meta)
    nonce = hedged_nonce(secret, place, padded, random)
    header = Header(REKEY, place.stream, author, place.seq, place.prev, epoch_id(secret, place.stream), nonce)
    associated = header.encode(len(grants) + len(padded) + 16) + grants
    sealed = encrypt(derive(secret, place.stream, "meta-key", author), nonce, associated, padded)
    return seal_envelope(header, grants + sealed, place.author_seed)


def open_meta(secret, envelope):
    """The meta's bytes, checked."""
    header = envelope.header
    need(header.kind == REKEY, "not a rekey")
    need_epoch(secret, header)
    sealed = split_grants(envelope.body)[1]
    associated = envelope.header_bytes + envelope.body[: len(envelope.body) - len(sealed)]
    meta = unpad(decrypt(derive(secret, header.stream, "meta-key", header.author), header.nonce, associated, sealed))
    for epoch, parent in Meta.read(meta).parents:
        need(epoch_id(parent, header.stream) == epoch, "a parent's secret is not that of its epoch")
    return meta


@dataclass(frozen=True)
class Meta:
    generation: int
    parents: list  # (epoch, secret)
    recipients: list  # (kind, device or root, generation of the sealing key)
    reason: int
    statements: list  # (root, digest of the known statement ids)

    def encode(self):
        parents = b"".join(epoch + secret for epoch, secret in self.parents)
        recipients = b"".join(u8(kind) + who + u32(generation) for kind, who, generation in self.recipients)
        statements = b"".join(root + digest for root, digest in self.statements)
        return (
            u8(1) + u64(self.generation) + u8(len(self.parents)) + parents
            + u8(len(self.recipients)) + recipients + u8(self.reason) + statements
        )

    @staticmethod
    def read(data):
        reader = Reader(data)
        need(reader.number(1) == 1, "an unknown version of the meta")
        generation = reader.number(8)
        parents = [(reader.take(32), reader.take(32)) for _ in range(reader.number(1))]
        recipients = [(reader.number(1), reader.take(32), reader.number(4)) for _ in range(reader.number(1))]
        for kind, _, kem_generation in recipients:
            need(kind == DEVICE or (kind == RECOVERY and kem_generation == 0), "an unknown kind of recipient")
        reason = reader.number(1)
        statements = []
        while not reader.at_end():
            statements.append((reader.take(32), reader.take(32)))
        return Meta(generation, parents, recipients, reason, statements)
