"""How does a service come back on an empty folder? One archive: rows, log, keys, and what it held.

An archive is a plain tar for its owner only, since it holds the service's keys and the addresses
of people. Its first part, ``manifest.json``, names every other with size and sha256. These tell a
damaged archive, not a forged one: restore only what you kept yourself.

Its rooms: `parts` and `archive` know nothing of Django, since a folder must be filled before
Django can read its settings from there; `rows`, `held`, `save` and `restore` do.
"""
