"""How does a plan become a release? In rounds of jobs, then one seal over everything.

First every recording is filmed or read, its face found, and written at each compression; then
methods that have to learn the plan's people are trained, if it has any; then every fake is made
from the bit-exact recordings. Each job is marked when done, so the same command resumes after a
kill, and the manifest's digest does not show that it was interrupted.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from faceproof.core import (
    ActorId,
    Consent,
    Manifest,
    Manipulated,
    write_bytes,
)
from faceproof.core.errors import PlanError
from faceproof.datasets import write_manifest
from faceproof.engine import Progress
from faceproof.provenance import PrivateKey
from faceproof.release.consents import common_scopes, live_consents
from faceproof.release.copies import affordable_copies, fresh_copies
from faceproof.release.credential_check import kept_sidecars
from faceproof.release.croissant import CROISSANT_FILE, croissant
from faceproof.release.datasheet import DATASHEET_FILE, datasheet
from faceproof.release.facts import facts_of
from faceproof.release.jobs import Place
from faceproof.release.meter import TRAIN, summed
from faceproof.release.outside_check import check_outside
from faceproof.release.plan import Filmed, Plan
from faceproof.release.rounds import make_clips, tools_of
from faceproof.release.seal import write_seal
from faceproof.release.training import check_teachable, write_generators
from faceproof.release.workplace import check_folder, check_space, claimed, pixels_of, sweep
from faceproof.sources import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build made.

    Attributes:
        clips, fakes: files of the release, and how many of them are fakes.
        digest: of the manifest; the same plan gives the same again.
        seconds: of this run; little when it only resumed.
        cpu_seconds: of this process, and of every job in whichever run it was made.
        cpu_by_stage: the same, by what it went into, see `meter`; training is ``train``.
    """

    release: Path
    clips: int
    fakes: int
    digest: str
    seconds: float
    cpu_seconds: float
    cpu_by_stage: Mapping[str, float]

    @property
    def training_cpu_seconds(self) -> float:
        """Of ``cpu_seconds``, what teaching the plan's learned methods took."""
        return self.cpu_by_stage.get(TRAIN, 0.0)


def build(
    plan: Plan,
    *,
    data: Path | None,
    out: Path,
    jobs: int,
    on: date,
    progress: Progress | None = None,
    key: PrivateKey | None = None,
    executor: Executor | None = None,
    withdrawals: Ledger | None = None,
    generators: Path | None = None,
) -> BuildReport:
    """Make the release of a plan, or finish one that was interrupted.

    Args:
        plan: what it is to hold.
        data: folder of the recordings; None when all actors are synthetic.
        out: the release; new, empty, or begun with the same plan.
        jobs: workers at a time; the bytes do not depend on it.
        on: the day whose consents count.
        progress: told of each recording and fake that is finished.
        key: signs the release; None leaves it unsigned.
        executor: runs the jobs instead of own worker processes, for example on a cluster.
        withdrawals: names rendered actors who must not be rendered any more.
        generators: folder that keeps what learned methods have learned, for other builds too.

    Raises:
        ConsentError, LedgerError: somebody did not allow this; nothing is written.
        PlanError: a recording is missing, ``out`` is in use for something else, or a method has
            to be trained without torch.
        BuildError: some recordings or fakes failed; the others are kept.
        StorageError: no room.
    """
    began = time.perf_counter(), time.process_time()
    consents = live_consents(plan, on=on, withdrawals=withdrawals)
    check_recordings_exist(plan, data)
    check_outside(plan, data)
    check_teachable(plan, consents, on=on, generators=generators)
    check_folder(out, plan)
    pixels = pixels_of(plan, data)
    free = check_space(out, plan, pixels)
    place = Place(
        data=data,
        out=out,
        compressions=plan.compressions,
        max_frames=plan.max_frames,
        copies=affordable_copies(pixels, free=free),
        generators=generators,
    )
    with claimed(out, plan):
        with fresh_copies(out):
            made = make_clips(
                plan, place, consents, on=on, workers=jobs, progress=progress, executor=executor
            )
        manifest = Manifest(
            name=plan.name,
            version=plan.version,
            licence=plan.licence,
            clips=made.clips,
            splits=plan.splits,
            scopes=common_scopes(consents),
            tools=tools_of(plan),
        )
        sweep(out, keep=_files_of(manifest) | kept_sidecars(out, manifest))
        write_generators(out, made.generators)
        _describe(out, plan, manifest, consents)
        write_seal(out, key=key)
    spent = summed([made.cpu_seconds, {"other": time.process_time() - began[1]}])
    return BuildReport(
        release=out,
        clips=len(manifest.clips),
        fakes=sum(clip.is_fake for clip in manifest.clips),
        digest=manifest.digest(),
        seconds=time.perf_counter() - began[0],
        cpu_seconds=sum(spent.values()),
        cpu_by_stage=spent,
    )


def check_recordings_exist(plan: Plan, data: Path | None) -> None:
    """Return only when each recording's file is there; its bytes are checked when it is read.

    Raises:
        PlanError: naming the first that is missing and how many are.
    """
    paths = [r.shot.path for r in plan.recordings if isinstance(r.shot, Filmed)]
    if paths and data is None:
        raise PlanError(
            f"plan {plan.name!r} has {len(paths)} recordings, such as {paths[0]}, and no folder "
            "to find them in; give --data"
        )
    missing = [path for path in paths if data is not None and not (data / path).is_file()]
    if missing:
        raise PlanError(
            f"recording {missing[0]} is not in {data} ({len(missing)} of {len(paths)} are "
            "missing); expected the folder that the plan's paths are relative to"
        )


def _describe(
    out: Path, plan: Plan, manifest: Manifest, consents: Mapping[ActorId, Consent]
) -> None:
    facts = facts_of(manifest, consents)
    write_manifest(out, manifest, {r.actor: f"{r.number:02d}" for r in plan.recordings})
    described = croissant(out, manifest, facts, plan.about)
    text = json.dumps(described, indent=1, ensure_ascii=False)
    write_bytes(out / CROISSANT_FILE, f"{text}\n".encode())
    write_bytes(out / DATASHEET_FILE, datasheet(manifest, facts, plan.about).encode())


def _files_of(manifest: Manifest) -> frozenset[str]:
    origins = [clip.origin for clip in manifest.clips]
    masks = {origin.mask for origin in origins if isinstance(origin, Manipulated) and origin.mask}
    return frozenset(masks | {clip.path for clip in manifest.clips})
