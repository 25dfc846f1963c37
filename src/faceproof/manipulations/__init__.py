"""How is a fake made? One file per method, one table line."""
