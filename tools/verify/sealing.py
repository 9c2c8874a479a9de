"""Seals a fresh vector file for the Rust side to open. A seed makes everything again but the encapsulations: their
randomness is OpenSSL's own, and so is what depends on them."""

import hashlib
import random

from nacl import bindings as sodium

from suite1 import envelope, epoch, pairing, words, xwing
from suite1.epoch import Place
from suite1.primitives import label_prefix, pad, public_key, sign, u8

from cast import RANDOM, TEXTS, Cast, Vectors
from derived import derived
from opening import meta

ORIGINS = ["wss://relay.example", "ws://127.0.0.1:8787", "wss://[2001:db8::1]:9000", "wss://a.b-c.example:8443"]
LETTERS = "abc XYZ019 .-äß Łódź 東京 ñ 👋"


def sealed(seed):
    dice = random.Random(seed)
    vectors = Vectors()
    for name in TEXTS:
        vectors.put(name, "".join(dice.choices(LETTERS, k=dice.randint(1, 40))))
    vectors.put("origin", dice.choice(ORIGINS))
    for name, length in RANDOM.items():
        vectors.put(name, dice.randbytes(length))
    cast = Cast(vectors)
    for name, value in derived(vectors, cast).items():
        vectors.put(name, value)
    epochs(vectors, cast, dice)
    pairings(vectors, cast, dice)
    linkings(vectors, cast, dice)
    refused(vectors, cast, dice)
    signatures(vectors, cast, dice)
    sealing_keys(vectors, cast)
    return vectors


def epochs(vectors, cast, dice):
    def put(name, data):
        vectors.put(name, data)
        vectors.put(f"{name}_id", envelope.read_envelope(data).id)

    author, nonce = cast.hers.author_seed, dice.randbytes(32)
    keys = [cast.hers.kem, cast.his.kem, cast.ana.root.recovery, cast.ben.root.recovery]
    place = Place(cast.stream, author, 3, vectors.data("content_all_id"))
    vectors.put("rekey_random", nonce)
    vectors.put("rekey_meta", meta(cast).encode())
    put("rekey", epoch.seal_rekey(cast.epoch, place, [key.public for key in keys], meta(cast).encode(), nonce))
    place = Place(cast.stream, author, 4, vectors.data("rekey_id"))
    put("grant", epoch.seal_grant(cast.epoch, place, [cast.new.kem.public, cast.ben.root.recovery.public]))
    vectors.put("grant_tag", epoch.grant_tag(cast.stream, vectors.data("epoch_id"), cast.new.kem.public))


# --- Handshakes -------------------------------------------------------------------------------------------------------


def shuffled(fields, dice):
    """The fields in another order, and one of a later version, which readers skip. One type's keep their order."""
    kinds = [kind for kind, _ in fields]
    dice.shuffle(kinds)
    left = {kind: [data for found, data in fields if found == kind] for kind in kinds}
    return [*((kind, left[kind].pop(0)) for kind in kinds), (0x80, b"new")]


def put_handshake(vectors, prefix, handshake, messages):
    for number, message in enumerate(messages, 2):
        vectors.put(f"{prefix}msg{number}", message)
    vectors.put(f"{prefix}i2r", handshake.inviter_to_newcomer)
    vectors.put(f"{prefix}r2i", handshake.newcomer_to_inviter)
    vectors.put(f"{prefix}match_words", words.match_words(handshake.transcript()))


def pairings(vectors, cast, dice):
    inviter, newcomer = cast.ana.device_seed, cast.ben.device_seed
    m2, handshake = pairing.make_m2(cast.psk, vectors.data("msg1"), shuffled(cast.introduction(), dice), newcomer)
    welcome = shuffled(cast.welcome(vectors.data("genesis_envelope")), dice)
    m3 = pairing.make_m3(handshake, welcome, inviter, dice.randbytes(24))
    m4 = pairing.make_m4(handshake, m3, shuffled(cast.joining(), dice), newcomer, dice.randbytes(24))
    put_handshake(vectors, "", handshake, (m2, m3, m4))


def linkings(vectors, cast, dice):
    m1, newcomer = vectors.data("link_msg1"), cast.new_device_seed
    m2, handshake = pairing.make_m2(cast.link_psk, m1, shuffled(cast.link_introduction(), dice), newcomer)
    m3 = pairing.make_m3(handshake, shuffled(cast.link_welcome(), dice), cast.ana.device_seed, dice.randbytes(24))
    m4 = pairing.make_m4(handshake, m3, shuffled(cast.link_joining(), dice), newcomer, dice.randbytes(24))
    put_handshake(vectors, "link_", handshake, (m2, m3, m4))


# --- Envelopes that nobody may open, all soundly signed ---------------------------------------------------------------


def refused(vectors, cast, dice):
    place = Place(cast.stream, cast.hers.author_seed, 1, envelope.ZERO)

    def content(name, padded):
        vectors.put(f"refused_{name}", epoch.seal_padded(cast.epoch, place, padded, dice.randbytes(32)))

    content("padding_not_zero", pad(b"said")[:-1] + b"\x01")
    content("padding_too_long", pad(b"said") + bytes(64))
    content("longer_than_it_is", (2000).to_bytes(4, "big") + bytes(1020))

    found = envelope.read_envelope(vectors.data("content"))
    header = envelope.Header(**{**vars(found.header), "author": cast.his.author})
    vectors.put("refused_signed_by_another", envelope.seal_envelope(header, found.body, cast.his.author_seed))

    header = envelope.read_envelope(vectors.data("grant")).header
    recipient = cast.his.kem.public
    info = epoch.grant_info(header.stream, header.epoch, header.author)
    tag = epoch.grant_tag(header.stream, header.epoch, recipient)
    another = xwing.seal(recipient, info, dice.randbytes(32))
    vectors.put("refused_another_secret", envelope.seal_envelope(header, u8(1) + tag + another, cast.hers.author_seed))

    # Opens for whoever lets an X25519 half of low order pass.
    ml_secret, ml_ciphertext = xwing.MLKEM768PublicKey.from_public_bytes(recipient[:1184]).encapsulate()
    shared_secret = xwing.combine(ml_secret, bytes(32), bytes(32), recipient[1184:])
    context = xwing.Context(xwing.MODE_BASE, shared_secret, info, b"", b"")
    low_order = ml_ciphertext + bytes(32) + context.seal(cast.epoch)
    vectors.put("refused_low_order", envelope.seal_envelope(header, u8(1) + tag + low_order, cast.hers.author_seed))


# --- Cases for VERIFY, each key 32 ‖ signature 64 ‖ message, under the label of envelopes -----------------------------

ORDER_8 = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def signatures(vectors, cast, dice):
    seed, message = cast.hers.author_seed, dice.randbytes(40)
    key, signature = public_key(seed), sign(seed, "envelope-sig", message)
    vectors.put("verify_good", key + signature + message)
    vectors.put("verify_bad_label", key + sign(seed, "idlog", message) + message)
    scalar = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    vectors.put("verify_bad_scalar", key + signature[:32] + scalar.to_bytes(32, "little") + message)
    vectors.put("verify_bad_small_order_commitment", small_order_commitment(dice))
    for number in range(3):
        vectors.put(f"verify_good_mixed_order_{number}", mixed_order(dice, divisible=True))
        vectors.put(f"verify_bad_mixed_order_{number}", mixed_order(dice, divisible=False))


def mixed_order(dice, divisible):
    """A key with a part of order 8. Whoever clears the cofactor takes every such signature; the protocol takes those
    whose challenge happens to be divisible by 8."""
    secret = sodium.crypto_core_ed25519_scalar_reduce(dice.randbytes(64))
    key = sodium.crypto_core_ed25519_add(sodium.crypto_scalarmult_ed25519_base_noclamp(secret), ORDER_8)
    nonce = sodium.crypto_core_ed25519_scalar_reduce(dice.randbytes(64))
    commitment = sodium.crypto_scalarmult_ed25519_base_noclamp(nonce)
    while True:
        message = dice.randbytes(16)
        challenge = challenge_of(commitment, key, message)
        if (challenge[0] % 8 == 0) == divisible:
            product = sodium.crypto_core_ed25519_scalar_mul(challenge, secret)
            return key + commitment + sodium.crypto_core_ed25519_scalar_add(nonce, product) + message


def small_order_commitment(dice):
    """A good key, and the neutral element as R: the equation holds, a strict verification refuses it."""
    secret = sodium.crypto_core_ed25519_scalar_reduce(dice.randbytes(64))
    key = sodium.crypto_scalarmult_ed25519_base_noclamp(secret)
    neutral, message = b"\x01" + bytes(31), dice.randbytes(16)
    return key + neutral + sodium.crypto_core_ed25519_scalar_mul(challenge_of(neutral, key, message), secret) + message


def challenge_of(commitment, key, message):
    data = commitment + key + label_prefix("envelope-sig") + message
    return sodium.crypto_core_ed25519_scalar_reduce(hashlib.sha512(data).digest())


# --- Sealing keys -----------------------------------------------------------------------------------------------------

PRIME = 2**255 - 19
LOW_ORDER = [
    0,
    1,
    PRIME - 1,
    PRIME,
    PRIME + 1,
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
]


def sealing_keys(vectors, cast):
    good = cast.hers.kem.public
    vectors.put("kem_good", good)
    for number, point in enumerate([*LOW_ORDER, *(point + 2**255 for point in LOW_ORDER)]):
        vectors.put(f"kem_bad_low_order_{number}", good[:1184] + point.to_bytes(32, "little"))
    for number, coefficient in enumerate((3329, 4095)):
        first = (coefficient | good[1] >> 4 << 12).to_bytes(2, "little")
        vectors.put(f"kem_bad_lattice_{number}", first + good[2:])
