"""Faceproof: record, consent, fake, mask, compress, release, detect, benchmark."""
