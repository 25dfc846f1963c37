"""How good is a detector, honestly? Protocol, run, grade, report."""
