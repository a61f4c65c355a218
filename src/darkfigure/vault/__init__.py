"""Evidence: bytes by digest, written once, and the ledger of what was collected."""

from darkfigure.vault.chain import Difference
from darkfigure.vault.ledger import Entry
from darkfigure.vault.vault import Kept, Vault
from darkfigure.vault.verify import Verification

__all__ = ["Difference", "Entry", "Kept", "Vault", "Verification"]
