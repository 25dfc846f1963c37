"""Lets every test import what the tests draw: `from actors import face_clip`."""
