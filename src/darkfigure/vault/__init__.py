"""Evidence: bytes by digest, written once, and the ledger of what was collected."""
