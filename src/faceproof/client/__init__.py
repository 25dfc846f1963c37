"""How do I fetch and submit? No Django inside."""
