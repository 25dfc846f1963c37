"""Is it fake? One file per detector, one table line."""
