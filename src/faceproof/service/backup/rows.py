"""All rows that are worth keeping, as lines of JSON that any database takes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import Error, connection, models, transaction

from faceproof.core.errors import BackupError

# Whoever has a session signs in again; limits begin anew; the rest Django makes itself.
APPS = ("service", "account", "mfa", "socialaccount")
_AT_A_TIME = 500


class _Exactly(DjangoJSONEncoder):
    """Times to the microsecond: what was committed to in the log is made of them."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


@contextmanager
def one_moment() -> Iterator[None]:
    """Rows as they were at one moment, whoever writes meanwhile."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite lets nobody write while this lasts
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def dump(out: IO[str]) -> None:
    """Write every row."""
    for model in tables():
        rows = model._base_manager.order_by("pk").iterator(chunk_size=_AT_A_TIME)  # noqa: SLF001
        serializers.serialize("jsonl", rows, stream=out, cls=_Exactly)


def load(lines: IO[bytes]) -> None:
    """Make every row anew in an empty database: all of them, or none.

    Raises:
        BackupError: the database is not empty, or a line is no row of ours.
    """
    if held := counts():
        raise BackupError(f"the database holds rows already ({min(held)}); give an empty one")
    known = set(tables())
    try:
        with transaction.atomic():
            for line in lines:
                for row in serializers.deserialize("jsonl", line):
                    if type(row.object) not in known:
                        raise BackupError(f"rows of {row.object._meta.label} have no place there")  # noqa: SLF001
                    row.save(force_insert=True)
            with connection.cursor() as cursor:
                for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
                    cursor.execute(statement)
    except (DeserializationError, json.JSONDecodeError, Error, ValueError) as error:
        raise BackupError(f"its rows cannot be loaded ({type(error).__name__})") from error


def counts() -> Mapping[str, int]:
    """How many rows there are of each kind of which there are any."""
    found = {model._meta.label: model._base_manager.count() for model in tables()}  # noqa: SLF001
    return {label: number for label, number in found.items() if number}


def tables() -> list[type[models.Model]]:
    """What is kept."""
    return [model for name in APPS for model in apps.get_app_config(name).get_models()]
