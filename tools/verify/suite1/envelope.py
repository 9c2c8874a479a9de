"""Envelopes and the steps of the access list (docs/protocol.md §4, §5.1)."""

from dataclasses import dataclass

from .primitives import Reader, hashed, need, padded_length, public_key, sign, u8, u16, u32, u64, verify

CONTENT, REKEY, GRANT, ACCESS = 1, 2, 3, 4
HEADER_BYTES = 172
SIGNATURE_BYTES = 64
GRANT_BYTES = 1176
GRANTS_MAX = 24
BODY_MAX = 1024 * 1024
ZERO = bytes(32)
NO_NONCE = bytes(24)


@dataclass(frozen=True)
class Header:
    kind: int
    stream: bytes
    author: bytes
    seq: int
    prev: bytes
    epoch: bytes
    nonce: bytes

    def encode(self, body_length):
        return (
            b"ENT1" + u8(self.kind) + u8(1) + u16(0) + self.stream + self.author
            + u64(self.seq) + self.prev + self.epoch + self.nonce + u32(body_length)
        )


@dataclass(frozen=True)
class Envelope:
    header: Header
    header_bytes: bytes
    body: bytes
    id: bytes
    data: bytes


def envelope_id(header_bytes, body):
    return hashed("envelope-id", header_bytes, body)


def seal_envelope(header, body, author_seed):
    """Header, body, signature."""
    header_bytes = header.encode(len(body))
    signature = sign(author_seed, "envelope-sig", envelope_id(header_bytes, body))
    return header_bytes + body + signature


def read_envelope(data):
    """Checks everything that needs no key, the signature included."""
    reader = Reader(data)
    need(reader.take(4) == b"ENT1", "no envelope of this format")
    kind = reader.number(1)
    need(kind in (CONTENT, REKEY, GRANT, ACCESS), "an unknown kind")
    need(reader.number(1) == 1, "an unknown suite")
    need(reader.number(2) == 0, "flags that mean nothing")
    header = Header(
        kind, reader.take(32), reader.take(32), reader.number(8), reader.take(32), reader.take(32), reader.take(24)
    )
    need(header.seq >= 1 and (header.seq == 1) == (header.prev == ZERO), "seq and prev do not fit each other")
    length = reader.number(4)
    need(length <= BODY_MAX, "the body is too long")
    body = reader.take(length)
    signature = reader.take(SIGNATURE_BYTES)
    reader.end()
    check_body(header, body)
    header_bytes = data[:HEADER_BYTES]
    identity = envelope_id(header_bytes, body)
    verify(header.author, "envelope-sig", identity, signature)
    return Envelope(header, header_bytes, body, identity, data)


def check_body(header, body):
    """What a relay can check as well: lengths, padding, zero fields, the step."""
    if header.kind in (REKEY, GRANT):
        grants, sealed = split_grants(body)
        if header.kind == REKEY:
            need_padded(sealed)
        else:
            need(not sealed and header.nonce == NO_NONCE, "a grant has nothing but grants, and no nonce")
    elif header.kind == CONTENT:
        need_padded(body)
    else:
        need(header.epoch == ZERO and header.nonce == NO_NONCE, "a step of the access list has no epoch and no nonce")
        read_step(body)


def need_padded(sealed):
    length = len(sealed) - 16
    need(length >= 1024 and padded_length(length) == length, "the body is not padded")


def split_grants(body):
    """The grants, and what follows them."""
    reader = Reader(body)
    count = reader.number(1)
    need(1 <= count <= GRANTS_MAX, "1 to 24 grants")
    return [reader.take(GRANT_BYTES) for _ in range(count)], reader.rest()


# --- Access list ------------------------------------------------------------------------------------------------------


def stream_id(genesis_public, nonce):
    return hashed("stream-id", genesis_public, nonce)


def genesis_step(nonce):
    return u8(1) + nonce


def enroll_step(subject, rights, proof):
    return u8(2) + subject + u8(rights) + proof


def retire_step(subject):
    return u8(3) + subject


CLOSE_STEP = u8(4)


def read_step(body):
    """Gives (op, subject or nonce, rights, proof)."""
    reader = Reader(body)
    op = reader.number(1)
    need(1 <= op <= 4, "an unknown step")
    subject = reader.take(32) if op != 4 else b""
    rights = reader.number(1) if op == 2 else 0
    proof = reader.take(64) if op == 2 else b""
    reader.end()
    need(op != 2 or 1 <= rights <= 15, "rights that mean nothing")
    return op, subject, rights, proof


def prove_enrolment(subject_seed, stream, author, rights):
    return sign(subject_seed, "acl-pop", stream + author + public_key(subject_seed) + u8(rights))


def check_enrolment(subject, stream, author, rights, proof):
    verify(subject, "acl-pop", stream + author + subject + u8(rights), proof)


def check_genesis(data):
    """A genesis envelope: the stream's id commits to its key and nonce. Gives the stream."""
    envelope = read_envelope(data)
    need(envelope.header.kind == ACCESS and envelope.header.seq == 1, "not the first step of a stream")
    op, nonce, _, _ = read_step(envelope.body)
    need(op == 1, "not a genesis")
    need(stream_id(envelope.header.author, nonce) == envelope.header.stream, "the id does not commit to this genesis")
    return envelope.header.stream


def access_envelope(author_seed, stream, seq, prev, step):
    header = Header(ACCESS, stream, public_key(author_seed), seq, prev, ZERO, NO_NONCE)
    return seal_envelope(header, step, author_seed)
