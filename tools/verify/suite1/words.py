"""Words that people write down, compare or speak: eleven bits each, BIP 39's English list (docs/protocol.md §1, §9.3)."""

import hashlib
from pathlib import Path

from .primitives import derive, hashed, mac, need, slow_hash, u64

LIST_BYTES = Path(__file__).with_name("english.txt").read_bytes()
LIST_SHA256 = "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"
need(hashlib.sha256(LIST_BYTES).hexdigest() == LIST_SHA256, "english.txt is not BIP 39's list")
WORDS = LIST_BYTES.decode("ascii").split()
NUMBERS = {word: number for number, word in enumerate(WORDS)}


def words_of_bits(data, count):
    """WORDS_n: the first 11·n bits, most significant first."""
    bits = int.from_bytes(data, "big") >> (8 * len(data) - 11 * count)
    return [WORDS[bits >> 11 * (count - 1 - index) & 2047] for index in range(count)]


def bits_of_words(words):
    bits = 0
    for word in words:
        need(word in NUMBERS, "a word that is not in the list")
        bits = bits << 11 | NUMBERS[word]
    return bits


def fingerprint_words(root):
    """Six words of a person."""
    return " ".join(words_of_bits(slow_hash(root, hashed("fingerprint-salt")[:16]), 6))


def match_words(transcript):
    """Four words of a handshake."""
    return " ".join(words_of_bits(transcript, 4))


def sync_check_words(secret, stream, heads, documents):
    """Four words of a history: (author, seq, id) of every head, (document, digest) of every document."""
    head_bytes = b"".join(author + u64(seq) + identity for author, seq, identity in sorted(heads))
    document_bytes = b"".join(document + digest for document, digest in sorted(documents))
    key = derive(secret, stream, "sync-check")
    return " ".join(words_of_bits(mac(key, hashed("frontier", head_bytes, document_bytes)), 4))


def verification_code(one, other, stream):
    """For comparing by camera."""
    return hashed("verify-qr", min(one, other), max(one, other), stream)
