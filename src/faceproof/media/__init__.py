"""File to frames and back: the only room that touches codecs."""
