"""Who was filmed, and may we? Consent ledger, recordings, synthetic actors."""
