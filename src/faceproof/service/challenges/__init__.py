"""How good is a detector on clips whose truth nobody sees? Challenges, submissions, boards."""
