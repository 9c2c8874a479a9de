"""X-Wing (ML-KEM-768 + X25519), and HPKE to it in both modes (docs/protocol.md §1, §9.2).

Base mode is the `cryptography` package's own HPKE. It has no PSK mode, so that key schedule is written out below.
`schedule_agrees` holds the two against each other.
"""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from .primitives import Refused, need, u16

PUBLIC_BYTES = 1216
ENCAPSULATED_BYTES = 1120
ML_KEM_PUBLIC_BYTES = 1184
ML_KEM_CIPHERTEXT_BYTES = 1088
COMBINER_LABEL = bytes.fromhex("5c2e2f2f5e5c")  # \.//^\ as text: it draws an X-wing

BASE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


class Key:
    """A secret sealing key: 32 bytes, stretched to the two halves as X-Wing says."""

    def __init__(self, seed):
        stretched = hashlib.shake_256(seed).digest(96)
        self.ml_kem = MLKEM768PrivateKey.from_seed_bytes(stretched[:64])
        self.x25519 = X25519PrivateKey.from_private_bytes(stretched[64:])
        self.public = self.ml_kem.public_key().public_bytes_raw() + self.x25519.public_key().public_bytes_raw()


def need_contributory(data):
    """The X25519 half, the last 32 bytes, must not have low order."""
    try:
        X25519PrivateKey.from_private_bytes(b"\x55" * 32).exchange(X25519PublicKey.from_public_bytes(data[-32:]))
    except ValueError as error:
        raise Refused("the X25519 half has low order") from error


def need_sound(public):
    """Whether something may be sealed to this public key: length, X25519 half, reduced ML-KEM half."""
    need(len(public) == PUBLIC_BYTES, "a sealing key has 1216 bytes")
    need_contributory(public)
    try:
        MLKEM768PublicKey.from_public_bytes(public[:ML_KEM_PUBLIC_BYTES])
    except ValueError as error:
        raise Refused("the ML-KEM half is not reduced") from error


# --- HPKE base mode ---------------------------------------------------------------------------------------------------


def seal(public, info, plain):
    """SEAL(pk, info, m): enc ‖ ciphertext."""
    need_sound(public)
    ml_kem = MLKEM768PublicKey.from_public_bytes(public[:ML_KEM_PUBLIC_BYTES])
    x25519 = X25519PublicKey.from_public_bytes(public[ML_KEM_PUBLIC_BYTES:])
    return BASE.encrypt(plain, hpke.MLKEM768X25519PublicKey(ml_kem, x25519), info)


def open_sealed(key, info, sealed):
    need(len(sealed) >= ENCAPSULATED_BYTES + 16, "the encapsulation is cut off")
    need_contributory(sealed[:ENCAPSULATED_BYTES])
    try:
        return BASE.decrypt(sealed, hpke.MLKEM768X25519PrivateKey(key.ml_kem, key.x25519), info)
    except (InvalidTag, ValueError) as error:
        raise Refused("HPKE does not open") from error


# --- HPKE PSK mode ----------------------------------------------------------------------------------------------------


def encapsulate(public):
    """Gives (shared secret, encapsulation)."""
    need_sound(public)
    ml_secret, ml_ciphertext = MLKEM768PublicKey.from_public_bytes(public[:ML_KEM_PUBLIC_BYTES]).encapsulate()
    ephemeral = X25519PrivateKey.generate()
    x_ciphertext = ephemeral.public_key().public_bytes_raw()
    x_public = public[ML_KEM_PUBLIC_BYTES:]
    x_secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(x_public))
    return combine(ml_secret, x_secret, x_ciphertext, x_public), ml_ciphertext + x_ciphertext


def decapsulate(key, encapsulated):
    need_contributory(encapsulated)
    ml_ciphertext = encapsulated[:ML_KEM_CIPHERTEXT_BYTES]
    x_ciphertext = encapsulated[ML_KEM_CIPHERTEXT_BYTES:]
    ml_secret = key.ml_kem.decapsulate(ml_ciphertext)
    x_secret = key.x25519.exchange(X25519PublicKey.from_public_bytes(x_ciphertext))
    return combine(ml_secret, x_secret, x_ciphertext, key.public[ML_KEM_PUBLIC_BYTES:])


def combine(ml_secret, x_secret, x_ciphertext, x_public):
    """The shared secret of X-Wing: both halves count, and the X25519 half is bound to its ciphertext and key."""
    return hashlib.sha3_256(ml_secret + x_secret + x_ciphertext + x_public + COMBINER_LABEL).digest()


SUITE_ID = b"HPKE" + u16(0x647A) + u16(0x0001) + u16(0x0003)
MODE_BASE, MODE_PSK = 0, 1


def labeled_extract(salt, label, material):
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + SUITE_ID + label + material, "sha256")


def labeled_expand(secret, label, info, length):
    """At most 32 bytes, so HKDF-Expand is its first block."""
    labeled = u16(length) + b"HPKE-v1" + SUITE_ID + label + info
    return hmac.digest(secret, labeled + b"\x01", "sha256")[:length]


class Context:
    """Key schedule of RFC 9180 §5.1, for one message and the two exports."""

    def __init__(self, mode, shared_secret, info, psk, psk_id):
        psk_id_hash = labeled_extract(b"", b"psk_id_hash", psk_id)
        info_hash = labeled_extract(b"", b"info_hash", info)
        context = bytes([mode]) + psk_id_hash + info_hash
        secret = labeled_extract(shared_secret, b"secret", psk)
        self.cipher = ChaCha20Poly1305(labeled_expand(secret, b"key", context, 32))
        self.nonce = labeled_expand(secret, b"base_nonce", context, 12)
        self.exporter = labeled_expand(secret, b"exp", context, 32)

    def seal(self, plain):
        return self.cipher.encrypt(self.nonce, plain, b"")

    def open(self, sealed):
        try:
            return self.cipher.decrypt(self.nonce, sealed, b"")
        except InvalidTag as error:
            raise Refused("HPKE with a shared secret does not open") from error

    def export(self, name):
        return labeled_expand(self.exporter, b"sec", name, 32)


def schedule_agrees(key, info, plain):
    """Whether the key schedule above opens, in base mode, what the package's own HPKE sealed."""
    sealed = seal(key.public, info, plain)
    shared_secret = decapsulate(key, sealed[:ENCAPSULATED_BYTES])
    return Context(MODE_BASE, shared_secret, info, b"", b"").open(sealed[ENCAPSULATED_BYTES:]) == plain
