"""A process that does jobs until it is told to stop; any number may run."""

from __future__ import annotations

import os
import signal
import sys
import threading

SCORING_ALONE = "--scoring-alone"


def main() -> None:
    """Work; a signal lets it end what it has begun."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "faceproof.service.settings")
    import django  # noqa: PLC0415 - reads its settings

    django.setup()
    from faceproof.service.jobs import work_on  # noqa: PLC0415 - needs settings
    from faceproof.service.ticking import ticking  # noqa: PLC0415
    from faceproof.service.work import work_here  # noqa: PLC0415

    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with ticking(stopped):
        work_on(work_here(scoring_alone=SCORING_ALONE in sys.argv), stopped=stopped)


if __name__ == "__main__":
    main()
