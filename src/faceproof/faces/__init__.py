"""Where are the faces? Detect, track, crop."""
