"""Brings a release as a researcher does, with `faceproof fetch`; by the API where there is none."""

from __future__ import annotations

import subprocess
from pathlib import Path

import httpx
import typer.main
from browsing import COMMAND, Site

from faceproof.cli.main import app

HAS_FETCH = "fetch" in typer.main.get_command(app).commands  # type: ignore[attr-defined]


def fetch(site: Site, slug: str, token: str, out: Path) -> set[str]:
    """The media files in a folder after fetching into it, with ``--sync``."""
    if HAS_FETCH:
        line = [COMMAND, "fetch", f"{site.url}/releases/{slug}", "--token", token, "--out", out]
        subprocess.run([*line, "--sync"], check=False)
    else:
        _by_the_api(site, slug, token, out)
    return {path.relative_to(out).as_posix() for path in out.rglob("*.mp4")}


def links(site: Site, slug: str, token: str, paths: list[str]) -> httpx.Response:
    """Addresses of files, if one may have them."""
    address = f"{site.url}/api/releases/{slug}/links"
    return httpx.post(address, headers=bearer(token), json={"paths": paths})


def replaced_by(site: Site, slug: str, token: str) -> str | None:
    """Which release took the place of one."""
    answer = httpx.get(f"{site.url}/api/releases/{slug}", headers=bearer(token))
    found: str | None = answer.json()["replaced_by"]
    return found


def bearer(token: str) -> dict[str, str]:
    """How a program says who it is."""
    return {"Authorization": f"Bearer {token}"}


def _by_the_api(site: Site, slug: str, token: str, out: Path) -> None:
    newest = replaced_by(site, slug, token) or slug
    answer = httpx.get(f"{site.url}/api/releases/{newest}/files", headers=bearer(token))
    listed = [file["path"] for file in answer.raise_for_status().json()["files"]]
    for path, link in links(site, newest, token, listed).json()["links"].items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(httpx.get(link).raise_for_status().content)
    for path in out.rglob("*.mp4"):
        if path.relative_to(out).as_posix() not in listed:
            path.unlink()
