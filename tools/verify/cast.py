"""Who takes part in a vector file: two persons, Ana and Ben, and Ana's second device, all from the file's seeds."""

import json
from pathlib import Path

from suite1 import envelope, pairing, people, records, xwing
from suite1.primitives import public_key, u8
from suite1.words import words_of_bits

TEXTS = ["origin", "ana_name", "ben_name", "new_device_name", "passphrase", "table_name", "table_column"]

# Random items and their lengths.
RANDOM = dict.fromkeys(
    """ana_root_seed ben_root_seed ana_device_seed ben_device_seed new_device_seed genesis_seed genesis_nonce
    author_seed ben_author_seed new_author_seed own_author_seed new_own_author_seed kem_seed_1 kem_seed_2 kem_seed_3
    own_kem_seed_1 own_kem_seed_2 epoch_secret parent_secret own_epoch_secret content_random content_all_random
    content_own_random head_id document_digest reader_seed own_reader_seed code_seed eph_seed invitation_secret
    link_eph_seed store_key table_row""".split(),
    32,
) | {
    "ana_genesis_nonce": 16,
    "ben_genesis_nonce": 16,
    "document": 16,
    "changes": 3000,
    "voucher": 16,
    "expires": 8,
    "wrap_random": 40,
    "table_nonce": 24,
    "table_plain": 200,
}


class Vectors(dict):
    """Name → text as it stands in the file: hex for bytes."""

    @classmethod
    def load(cls, path):
        return cls(json.loads(Path(path).read_text("utf-8")))

    def data(self, name):
        return bytes.fromhex(self[name])

    def put(self, name, value):
        self[name] = value if isinstance(value, str) else value.hex()

    def save(self, path):
        Path(path).write_text(json.dumps(self, indent=2, ensure_ascii=False) + "\n", "utf-8")


class Person:
    def __init__(self, vectors, who):
        self.root = people.Root(vectors.data(f"{who}_root_seed"))
        self.id = self.root.public
        self.device_seed = vectors.data(f"{who}_device_seed")
        self.device = public_key(self.device_seed)
        self.name = vectors[f"{who}_name"].encode()
        genesis = people.genesis_body(self.root.recovery.public, vectors.data(f"{who}_genesis_nonce"))
        self.genesis = self.state(people.GENESIS, 1, genesis)
        self.certify = self.certified(2, self.device_seed)

    def state(self, kind, order, body):
        """A statement by the root, before any reset."""
        return people.make_statement(kind, self.id, self.root.signing_seed, order, envelope.ZERO, body)

    def certified(self, order, device_seed):
        proof = people.prove_device(device_seed, self.id)
        return self.state(people.CERTIFY, order, people.certify_body(public_key(device_seed), proof))


class Member:
    """A device in one stream."""

    def __init__(self, stream, root, device_seed, author_seed, kem_seed):
        self.stream = stream
        self.author_seed = author_seed
        self.author = public_key(author_seed)
        self.kem = xwing.Key(kem_seed)
        self.binding = people.make_binding(stream, root, device_seed, 1, author_seed, self.kem.public)

    def enrolment(self, by):
        """What it hands over to be enrolled by this author, with the rights of a device."""
        proof = envelope.prove_enrolment(self.author_seed, self.stream, by, 15)
        return pairing.enrolment(self.binding, 15, proof)


class Cast:
    def __init__(self, vectors):
        data = vectors.data
        self.ana, self.ben = Person(vectors, "ana"), Person(vectors, "ben")
        self.new_device_seed = data("new_device_seed")
        self.new_device = public_key(self.new_device_seed)
        self.origin = vectors["origin"]
        self.genesis_seed = data("genesis_seed")
        self.genesis = public_key(self.genesis_seed)
        self.stream = envelope.stream_id(self.genesis, data("genesis_nonce"))
        self.own_stream = self.ana.root.self_stream

        def member(stream, person, device_seed, author, kem):
            return Member(stream, person.id, device_seed, data(author), data(kem))

        ana, ben, own = self.ana, self.ben, self.own_stream
        self.hers = member(self.stream, ana, ana.device_seed, "author_seed", "kem_seed_1")
        self.his = member(self.stream, ben, ben.device_seed, "ben_author_seed", "kem_seed_2")
        self.new = member(self.stream, ana, self.new_device_seed, "new_author_seed", "kem_seed_3")
        self.own = member(own, ana, ana.device_seed, "own_author_seed", "own_kem_seed_1")
        self.new_own = member(own, ana, self.new_device_seed, "new_own_author_seed", "own_kem_seed_2")
        self.epoch, self.parent, self.own_epoch = data("epoch_secret"), data("parent_secret"), data("own_epoch_secret")
        self.code = " ".join(words_of_bits(data("code_seed"), 6))
        self.psk = pairing.spoken_secret(self.code, self.origin)
        self.link_psk = data("invitation_secret")
        self.heads = [(self.his.author, 7, data("head_id")), (self.genesis, 2, data("head_id"))]
        self.documents = [(data("document"), data("document_digest"))]
        self.card_own = records.card(own, self.origin, envelope.ZERO, data("own_reader_seed"), 1)
        self.card = records.card(self.stream, self.origin, ben.id, data("reader_seed"), 2)
        self.roots = [ana.id, ben.id]
        self.roster_parts = [
            people.roster_part(who.device_seed, who.id, self.stream, self.roots) for who in (ana, ben)
        ]
        self.voucher = data("voucher")
        self.new_device_name = vectors["new_device_name"].encode()

    # What the messages of the two handshakes say, without device and signature.

    def introduction(self):
        statements = [(pairing.STATEMENT, data) for data in (self.ben.genesis, self.ben.certify)]
        return [*statements, (pairing.NAME, self.ben.name), (pairing.ROLE, u8(pairing.REPORT))]

    def welcome(self, genesis_envelope):
        return [
            (pairing.STATEMENT, self.ana.genesis),
            (pairing.STATEMENT, self.ana.certify),
            (pairing.NAME, self.ana.name),
            (pairing.ROLE, u8(pairing.MANAGER)),
            (pairing.GENESIS_ENVELOPE, genesis_envelope),
            (pairing.BINDING, self.hers.binding),
            (pairing.ROSTER_PART, self.roster_parts[0]),
            (pairing.VOUCHER, self.voucher),
        ]

    def joining(self):
        enrolment = self.his.enrolment(self.hers.author)
        return [(pairing.ENROLMENT, enrolment), (pairing.ROSTER_PART, self.roster_parts[1])]

    def link_introduction(self):
        return [(pairing.NAME, self.new_device_name)]

    def link_welcome(self):
        statements = (self.ana.genesis, self.ana.certify, self.ben.genesis, self.ben.certify)
        streams = (self.own.author + self.card_own, self.hers.author + self.card)
        return [*((pairing.STATEMENT, data) for data in statements), *((pairing.STREAM, data) for data in streams)]

    def link_joining(self):
        enrolments = (self.new_own.enrolment(self.own.author), self.new.enrolment(self.hers.author))
        proof = people.prove_device(self.new_device_seed, self.ana.id)
        return [(pairing.DEVICE_PROOF, proof), *((pairing.ENROLMENT, data) for data in enrolments)]
