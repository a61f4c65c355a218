"""Evidence: bytes by digest, written once, and the ledger of what was collected."""

from darkfigure.vault.chain import Difference
from darkfigure.vault.checkpoints import Checkpoint, Proof, prove_line, read_checkpoints
from darkfigure.vault.ledger import Action, Entry, read_ledger
from darkfigure.vault.signed import Signer, signers, unsigned_lines
from darkfigure.vault.vault import Kept, Vault
from darkfigure.vault.verify import Verification

__all__ = [
    "Action",
    "Checkpoint",
    "Difference",
    "Entry",
    "Kept",
    "Proof",
    "Signer",
    "Vault",
    "Verification",
    "prove_line",
    "read_checkpoints",
    "read_ledger",
    "signers",
    "unsigned_lines",
]
