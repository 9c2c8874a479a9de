#!/usr/bin/env python3
"""A second implementation of suite 1 (docs/protocol.md), to check the first one against.

verify.py open FILE               opens and recomputes every item of a vector file
verify.py seal FILE [SEED]        seals a fresh file, for the Rust side to open
"""

import secrets
import sys

from cast import Vectors
from opening import Defect, open_all
from refusals import refuse_all
from sealing import sealed


def main(arguments):
    match arguments:
        case ["open", path]:
            vectors = Vectors.load(path)
            cast = open_all(vectors)
            print(f"Python opened {len(vectors)} items of {path}")
            print(f"Python refused {refuse_all(vectors, cast)} altered copies of them")
        case ["seal", path, *seed] if len(seed) <= 1:
            seed = int(seed[0]) if seed else secrets.randbits(64)
            print(f"seed {seed}")
            vectors = sealed(seed)
            vectors.save(path)
            print(f"Python sealed {len(vectors)} items into {path}")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Defect as defect:
        sys.exit(f"FAILED {defect}")
