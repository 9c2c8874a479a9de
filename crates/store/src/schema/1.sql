-- Version 1. Large values stand last in their row, so that the columns before them are read without them.

CREATE TABLE store (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    store_id BLOB NOT NULL CHECK (length(store_id) = 16),
    unlock BLOB NOT NULL
) STRICT;

CREATE TABLE records (
    row INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    key BLOB NOT NULL,
    value BLOB NOT NULL,
    UNIQUE (kind, key)
) STRICT;

-- seq is eight bytes, big-endian: SQLite's integers end at half of what the format allows.
CREATE TABLE envelopes (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    stream BLOB NOT NULL CHECK (length(stream) = 32),
    author BLOB NOT NULL CHECK (length(author) = 32),
    seq BLOB NOT NULL CHECK (length(seq) = 8),
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
    own INTEGER NOT NULL CHECK (own IN (0, 1)),
    standing INTEGER NOT NULL CHECK (standing BETWEEN 0 AND 3),
    reason BLOB CHECK ((reason IS NOT NULL) = (standing >= 2)),
    bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX envelopes_by_chain ON envelopes (stream, author, seq, id);
CREATE INDEX envelopes_by_row ON envelopes (stream, row);
CREATE INDEX envelopes_unapplied ON envelopes (stream, row) WHERE standing != 1;

CREATE TABLE relay_heads (
    row INTEGER PRIMARY KEY,
    stream BLOB NOT NULL CHECK (length(stream) = 32),
    author BLOB NOT NULL CHECK (length(author) = 32),
    seq BLOB NOT NULL CHECK (length(seq) = 8),
    id BLOB NOT NULL CHECK (length(id) = 32),
    UNIQUE (stream, author)
) STRICT;

CREATE TABLE outbox (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    stream BLOB NOT NULL CHECK (length(stream) = 32),
    document BLOB NOT NULL CHECK (length(document) = 16),
    chunks BLOB NOT NULL
) STRICT;
CREATE INDEX outbox_by_stream ON outbox (stream, row);

CREATE TABLE documents (
    row INTEGER PRIMARY KEY,
    stream BLOB NOT NULL CHECK (length(stream) = 32),
    document BLOB NOT NULL CHECK (length(document) = 16),
    name BLOB NOT NULL,
    UNIQUE (stream, document)
) STRICT;

-- age 0 is the current snapshot, age 1 the one before it.
CREATE TABLE snapshots (
    row INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
    age INTEGER NOT NULL CHECK (age IN (0, 1)),
    bytes BLOB NOT NULL,
    UNIQUE (document, age)
) STRICT;

CREATE TABLE changes (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL REFERENCES documents (row) ON DELETE CASCADE,
    bytes BLOB NOT NULL
) STRICT;
CREATE INDEX changes_by_document ON changes (document, row);

CREATE TABLE views (
    row INTEGER PRIMARY KEY,
    document INTEGER NOT NULL UNIQUE REFERENCES documents (row) ON DELETE CASCADE,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE parked (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    stream BLOB NOT NULL CHECK (length(stream) = 32),
    document BLOB NOT NULL CHECK (length(document) = 16),
    envelope BLOB NOT NULL CHECK (length(envelope) = 32),
    chunk BLOB NOT NULL
) STRICT;
CREATE INDEX parked_by_stream ON parked (stream, row);

CREATE TABLE journal (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    entry BLOB NOT NULL
) STRICT;

CREATE TABLE events (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    event BLOB NOT NULL
) STRICT;
