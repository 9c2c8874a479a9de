"""What a content envelope says (docs/protocol.md §5.4). Reading checks each record, signed ones included."""

import re

from .envelope import read_envelope
from .people import check_binding, check_roster, read_statement
from .primitives import Reader, need, u8, u16, u32, u64

FRONTIER, CHANGES, STATEMENT, BINDING, CHECKPOINT, NEED_EPOCH, MOVED, CARD, ROSTER, QUOTED = 1, 2, 3, 4, 5, 6, 7, 8, 10, 11


def record(kind, body):
    return u8(kind) + u32(len(body)) + body


def read_payload(payload, persons=2):
    """The known records as (type, fields); types from 0x80 are skipped."""
    reader = Reader(payload)
    records = []
    while not reader.at_end():
        kind, body = reader.number(1), reader.prefixed()
        if kind >= 0x80 and records:
            continue
        need((not records) == (kind == FRONTIER), "a payload begins with its one frontier")
        need(kind in READERS, "a record of a newer version")
        need(kind != CARD or persons == 1, "a card belongs in a person's own stream")
        records.append((kind, READERS[kind](body)))
    need(records, "a payload has a frontier")
    return records


# --- Heads and origins ------------------------------------------------------------------------------------------------


def heads(entries):
    return u8(len(entries)) + b"".join(author + u64(seq) + identity for author, seq, identity in entries)


def take_heads(reader):
    return [(reader.take(32), reader.number(8), reader.take(32)) for _ in range(reader.number(1))]


def origin(text):
    return u16(len(text)) + text.encode()


def take_origin(reader):
    return read_origin(reader.take(reader.number(2)))


def read_origin(data):
    """Scheme, host and perhaps a port, in their one spelling (docs/protocol.md §8)."""
    text = data.decode("latin-1")
    host = re.fullmatch(r"wss?://(?:[a-z0-9.-]{1,253}|\[[0-9a-f:.]+\])(?::([1-9][0-9]{0,4}))?", text)
    need(host is not None, "no relay's origin")
    default = "443" if text.startswith("wss") else "80"
    need(host[1] is None or (host[1] != default and int(host[1]) <= 65535), "no relay's port")
    return text


# --- Bodies -----------------------------------------------------------------------------------------------------------


def read_frontier(body):
    reader = Reader(body)
    entries = take_heads(reader)
    reader.end()
    return entries


def read_changes(body):
    reader = Reader(body)
    return reader.take(16), reader.rest()


def checkpoint(entries, documents):
    return heads(entries) + b"".join(document + digest for document, digest in documents)


def read_checkpoint(body):
    reader = Reader(body)
    entries, documents = take_heads(reader), []
    while not reader.at_end():
        documents.append((reader.take(16), reader.take(32)))
    return entries, documents


def read_need_epoch(body):
    need(len(body) == 32, "an epoch has 32 bytes")
    return body


def moved(stream, where):
    return stream + origin(where)


def read_moved(body):
    reader = Reader(body)
    fields = reader.take(32), take_origin(reader)
    reader.end()
    return fields


def card(stream, where, partner, reader_seed, generation):
    return stream + origin(where) + partner + reader_seed + u32(generation)


def read_card(body):
    reader = Reader(body)
    fields = reader.take(32), take_origin(reader), reader.take(32), reader.take(32), reader.number(4)
    reader.end()
    return fields


READERS = {
    FRONTIER: read_frontier,
    CHANGES: read_changes,
    STATEMENT: read_statement,
    BINDING: check_binding,
    CHECKPOINT: read_checkpoint,
    NEED_EPOCH: read_need_epoch,
    MOVED: read_moved,
    CARD: read_card,
    ROSTER: check_roster,
    QUOTED: read_envelope,
}
