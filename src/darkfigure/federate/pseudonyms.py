"""What the tally has after decrypting: records as tokens without meaning, equal where keys are equal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from darkfigure.federate.agreement import Agreement
from darkfigure.federate.elgamal import Unwrapper
from darkfigure.federate.group import Ristretto
from darkfigure.federate.hashing import hash_stratum
from darkfigure.federate.keys import Keys

_TOKEN_BYTES = 16  # of 32: as good as the whole, and half the memory


@dataclass(frozen=True, kw_only=True)
class Pseudonyms:
    """A list as the tally sees it. `records`: tokens, one a slot, hex; `strata`: positions in the codebook."""

    name: str
    records: list[Keys] = field(repr=False)
    strata: list[int] = field(repr=False)


class Decryptor:
    """Opens the records of lists for an agreement."""

    def __init__(self, agreement: Agreement, digest: str, scalars: Sequence[bytes]) -> None:
        group = Ristretto()
        self._unwrapper = Unwrapper(group=group, layout=agreement.layout, scalars=tuple(scalars))
        codes = range(len(agreement.codes))
        self._codes = {group.element(hash_stratum(digest, code)): code for code in codes}
        self._other = max(len(agreement.codes) - 1, 0)

    def read(self, name: str, records: Iterable[bytes]) -> Pseudonyms:
        """The tokens of a list; records that are the same are taken once.

        Nothing that stands in a record stops it: a stop would be an answer to its sender.
        """
        found: dict[Keys, int] = {}
        for record in records:
            elements, stratum = self._unwrapper.decrypt(record)
            tokens = tuple(element[:_TOKEN_BYTES].hex() for element in elements)
            code = 0 if stratum is None else self._codes.get(stratum, self._other)
            found.setdefault(tokens, code)
        return Pseudonyms(name=name, records=list(found), strata=list(found.values()))
