"""The ring without locks, which the product is not: what attacks are tried on, to see that they work at all.

Each party raises what it gets to its secret, shuffles and sends it on in clear; what comes out is public.
"""

import hashlib

from darkfigure.federate.group import Ristretto

GROUP = Ristretto()


def hashed(key):
    return GROUP.element(hashlib.sha512(f"plain {key}".encode()).digest())


def raised(secret, elements, rng):
    return [GROUP.multiply(secret, elements[place]) for place in rng.permutation(len(elements))]


def go_round_plainly(lists, secrets, *, rng):
    """Elements as every hop sends them, by owner and hop. `lists` holds elements already, the owner's own choice."""
    names = list(lists)
    sent = {}
    for place, owner in enumerate(names):
        elements = raised(secrets[owner], lists[owner], rng)
        sent[owner, 0] = elements
        for hop in range(1, len(names)):
            elements = raised(secrets[names[(place + hop) % len(names)]], elements, rng)
            sent[owner, hop] = elements
    return sent
