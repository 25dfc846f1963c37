"""Is this file what it claims? Digests, keys and signatures."""
