"""The `faceproof` command: all verbs, and errors as one line with exit code 2; 130 after Ctrl-C."""

from __future__ import annotations

import gc
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from faceproof.cli import (
    actors,
    admin,
    authority,
    backup,
    bench,
    bench_run,
    check,
    consent,
    credentials,
    demo,
    detect,
    fetch,
    log,
    log_check,
    registry,
    release,
    release_credentials,
    release_gate,
    release_import,
    release_versions,
    serve,
    submit,
)
from faceproof.cli.output import Stopped, say
from faceproof.core.errors import FaceproofError

_STOPPED = 130  # what shells expect after Ctrl-C, and typer gives

app = typer.Typer(
    name="faceproof",
    help="Record consenting actors, make paired deepfakes, release them, measure any detector.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command(name="demo")(demo.demo)
app.add_typer(actors.app, name="actors")
app.add_typer(consent.app, name="consent")
release_versions.register(release.app)
release_gate.register(release.app)
release.app.command(name="credentials")(release_credentials.credentials_)
release.app.command(name="import")(release_import.import_)
app.add_typer(release.app, name="release")
app.add_typer(detect.app, name="detect")
bench.app.command(name="run")(bench_run.run_)
app.add_typer(bench.app, name="bench")
app.command(name="check")(check.check)
app.command(name="sign")(credentials.sign_)
app.command(name="verify")(credentials.verify_)
app.add_typer(authority.app, name="provenance")
app.command(name="serve")(serve.serve)
backup.register(admin.app)
app.add_typer(admin.app, name="admin")
app.command(name="fetch")(fetch.fetch)
app.command(name="submit")(submit.submit)
log.app.command(name="prove")(log_check.prove)
log.app.command(name="check")(log_check.check)
app.add_typer(log.app, name="log")
app.add_typer(registry.app, name="registry")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"faceproof {version('faceproof')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Exit codes: 0 good, 1 the answer is no, 2 asked wrongly, 130 stopped by Ctrl-C."""


def main() -> None:
    """Run the command line; every `FaceproofError` becomes one line and exit code 2."""
    gc.freeze()  # what was imported stays; looking through it for garbage took a third of a second
    try:
        app()
    except Stopped as stop:
        say(f"faceproof: {stop}")
        sys.exit(_STOPPED)
    except SystemExit as ended:
        if ended.code == _STOPPED:
            say("faceproof: stopped")
        raise
    except FaceproofError as error:
        say(f"faceproof: {' '.join(str(error).split())}")
        sys.exit(2)
