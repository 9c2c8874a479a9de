"""What lies on a device's disk (docs/protocol.md §11)."""

from .primitives import Reader, decrypt, derive, encrypt, need, slow_hash, u8, u32

WRAPPED_BYTES = 101
STANDARD = (64 * 1024, 3, 4)
LIMITS = (1024 * 1024, 16, 16)


def wrapping_key(passphrase, salt, cost):
    return derive(slow_hash(passphrase.encode(), salt, *cost), b"", "local/wrap")


def wrap(store_key, passphrase, salt, nonce):
    head = u8(1) + b"".join(u32(number) for number in STANDARD) + salt
    return head + nonce + encrypt(wrapping_key(passphrase, salt, STANDARD), nonce, head, store_key)


def unwrap(wrapped, passphrase):
    need(len(wrapped) == WRAPPED_BYTES, "a wrapped key has 101 bytes")
    reader = Reader(wrapped)
    need(reader.number(1) == 1, "an unknown version")
    cost = tuple(reader.number(4) for _ in range(3))
    need(all(number <= limit for number, limit in zip(cost, LIMITS)), "more memory or time than is ever used")
    memory, passes, lanes = cost
    need(passes >= 1 and lanes >= 1 and memory >= 8 * lanes, "a cost that Argon2id does not define")
    salt, nonce = reader.take(16), reader.take(24)
    return decrypt(wrapping_key(passphrase, salt, cost), nonce, wrapped[:29], reader.rest())


def place(table, row, column):
    return b"".join(u32(len(part)) + part for part in (table.encode(), row, column.encode()))


def table_key(store_key, table):
    return derive(store_key, b"", "local/table-key", table.encode())


def seal_value(store_key, table, row, column, nonce, plain):
    return nonce + encrypt(table_key(store_key, table), nonce, place(table, row, column), plain)


def open_value(store_key, table, row, column, sealed):
    return decrypt(table_key(store_key, table), sealed[:24], place(table, row, column), sealed[24:])
