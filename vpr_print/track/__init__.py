"""The ledger: which paper has which number, and every event of its life, append only."""
