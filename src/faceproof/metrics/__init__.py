"""What do these scores say? Pure functions of scores, labels and clusters."""
