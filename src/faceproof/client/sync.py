"""Take away what the site has withdrawn, and nothing else."""

from __future__ import annotations

from faceproof.client.folder import Folder, Record
from faceproof.client.plan import Plan


def remove_gone(folder: Folder, record: Record, plan: Plan) -> Record:
    """Remove fetched files that the site no longer lists.

    Args:
        folder: holds them.
        record: what was fetched.
        plan: says which are gone; those that somebody changed since are not among them.

    Returns:
        The record without them, written.

    Raises:
        StorageError: one cannot be removed; the record still has it.
    """
    for path in plan.gone:
        folder.remove(path)
    left = {path: of for path, of in record.files.items() if path not in set(plan.gone)}
    kept = Record(site=record.site, slug=record.slug, files=left)
    folder.write_record(kept)
    return kept
