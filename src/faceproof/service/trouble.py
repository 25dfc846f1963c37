"""What a program is told when it does not get what it asked for."""

from __future__ import annotations

from ninja import Schema


class Trouble(Schema):
    """Why not."""

    detail: str
