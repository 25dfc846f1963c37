"""What did the user ask? Parses, calls one function, prints."""
