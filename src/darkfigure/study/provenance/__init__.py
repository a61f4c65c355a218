"""Where a number comes from: from a cell to persons, mentions, documents, evidence and lines of the ledger."""
