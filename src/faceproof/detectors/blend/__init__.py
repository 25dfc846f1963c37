"""`blend`: a network that finds what was put into a face, and how it is taught."""
