"""Labels, hash, key derivation, signatures, cipher, slow hash, padding (docs/protocol.md §1, §5.2)."""

import hashlib
import hmac

import argon2.low_level
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl import bindings as sodium
from nacl.exceptions import CryptoError


class Refused(Exception):
    """These bytes are not what the protocol asks for."""


def need(condition, reason):
    """Refuses with a reason, unless the condition holds. Not `assert`, which can be switched off."""
    if not condition:
        raise Refused(reason)


# --- Labels -----------------------------------------------------------------------------------------------------------


def label_prefix(label):
    """L(label): one length byte, then the whole label."""
    text = b"entrenous/v1/" + label.encode("ascii")
    return bytes([len(text)]) + text


def hashed(label, *parts):
    """HASH(label, part…)."""
    state = hashlib.sha256(label_prefix(label))
    for part in parts:
        state.update(len(part).to_bytes(4, "big") + part)
    return state.digest()


def derive(key, salt, label, *contexts):
    """KDF(key, salt, label, ctx…): HKDF-SHA-256 to 32 bytes."""
    info = label_prefix(label) + b"".join(len(ctx).to_bytes(2, "big") + ctx for ctx in contexts)
    return HKDF(hashes.SHA256(), 32, salt, info).derive(key)


def mac(key, message):
    """MAC(k, m): HMAC-SHA-256."""
    return hmac.digest(key, message, "sha256")


def need_mac(key, message, tag):
    need(hmac.compare_digest(mac(key, message), tag), "the MAC does not fit")


# --- Signatures -------------------------------------------------------------------------------------------------------


def public_key(seed):
    """The Ed25519 public key of a 32-byte seed."""
    return sodium.crypto_sign_seed_keypair(seed)[0]


def sign(seed, label, message):
    """SIGN(sk, label, m)."""
    secret = sodium.crypto_sign_seed_keypair(seed)[1]
    return sodium.crypto_sign(label_prefix(label) + message, secret)[:64]


def verify(key, label, message, signature):
    """VERIFY(pk, label, m, sig).

    libsodium refuses exactly what the protocol refuses: keys that are no points, are not canonical or have small
    order, scalars that are not reduced, and R of small order; and it compares without clearing the cofactor.
    """
    try:
        sodium.crypto_sign_open(signature + label_prefix(label) + message, key)
    except (CryptoError, ValueError) as error:
        raise Refused(f"the {label} signature does not fit") from error


# --- Cipher -----------------------------------------------------------------------------------------------------------


def encrypt(key, nonce, associated, plain):
    """AEAD: XChaCha20-Poly1305, tag at the end."""
    return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, associated, nonce, key)


def decrypt(key, nonce, associated, sealed):
    need(len(nonce) == 24 and len(sealed) >= 16, "the ciphertext is cut off")
    try:
        return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, associated, nonce, key)
    except CryptoError as error:
        raise Refused("the ciphertext does not open") from error


def slow_hash(password, salt, memory_kib=64 * 1024, passes=3, lanes=4):
    """SLOW(password, salt): Argon2id to 32 bytes."""
    kind = argon2.low_level.Type.ID
    return argon2.low_level.hash_secret_raw(password, salt, passes, memory_kib, lanes, 32, kind, version=0x13)


# --- Padding ----------------------------------------------------------------------------------------------------------


def padded_length(length):
    """PAD: 1,024 at least; above, Padmé."""
    if length <= 1024:
        return 1024
    exponent = length.bit_length() - 1
    kept = exponent.bit_length()
    low_bits = (1 << (exponent - kept)) - 1
    return (length + low_bits) & ~low_bits


def pad(payload):
    """u32 len ‖ payload ‖ zeros."""
    counted = len(payload).to_bytes(4, "big") + payload
    return counted.ljust(padded_length(len(counted)), b"\0")


def unpad(padded):
    """The payload, if the padding is exactly what `pad` makes."""
    payload = Reader(padded).prefixed()
    need(pad(payload) == padded, "the padding is not the one that the length asks for")
    return payload


# --- Layouts ----------------------------------------------------------------------------------------------------------


class Reader:
    """Takes fixed big-endian fields off the front of some bytes."""

    def __init__(self, data):
        self.data = data
        self.position = 0

    def take(self, count):
        end = self.position + count
        need(end <= len(self.data), "the bytes end too early")
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def number(self, size):
        return int.from_bytes(self.take(size), "big")

    def prefixed(self):
        """A u32 length, and as many bytes."""
        return self.take(self.number(4))

    def rest(self):
        return self.take(len(self.data) - self.position)

    def at_end(self):
        return self.position == len(self.data)

    def end(self):
        need(self.at_end(), "bytes follow the end of the layout")


def u8(number):
    return number.to_bytes(1, "big")


def u16(number):
    return number.to_bytes(2, "big")


def u32(number):
    return number.to_bytes(4, "big")


def u64(number):
    return number.to_bytes(8, "big")
