"""How is one recording, or one fake, made? The calls that a worker runs, each by itself.

Each call gets plain records, writes whole files and returns its clips as manifest records (and
what they cost), so that it can run anywhere and be skipped when its files still stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from faceproof.core import (
    ActorId,
    Clip,
    Compression,
    Consent,
    Manipulated,
    MediaFacts,
    Origin,
    Recorded,
    clip_to_json,
    sha256_file,
)
from faceproof.core.errors import MediaError, PlanError
from faceproof.engine import Done
from faceproof.faces import principal_track, read_track, track_images, write_track
from faceproof.manipulations import Footage, Learned
from faceproof.media import encode, encode_masks, probe, read_rgb
from faceproof.release.copies import COPIES_FOLDER, copied_frames, keep_copy
from faceproof.release.meter import ENCODE, FAKE, FILM, Meter
from faceproof.release.names import fake_path, mask_path, original_path, release_clip_id
from faceproof.release.pairs import Fake
from faceproof.release.plan import Filmed, Recording, Rendered
from faceproof.release.seal import WORK_FOLDER
from faceproof.sources.synthetic import Take, film

Frames = NDArray[np.uint8]
Files = dict[Compression, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a build reads and writes, and which files it keeps.

    Attributes:
        copies: stems of recordings whose decoded frames are kept meanwhile, see `copies`.
        generators: folder that keeps what learned methods have learned, for other builds too.
    """

    data: Path | None
    out: Path
    compressions: tuple[Compression, ...]
    max_frames: int | None
    copies: frozenset[str] = frozenset()
    generators: Path | None = None

    def raw_of(self, recording: Recording) -> Path:
        """The bit-exact file of a recording: released, or kept among the work files."""
        if Compression.RAW in self.compressions:
            return self.out / original_path(recording.stem, Compression.RAW)
        return self.out / WORK_FOLDER / "raw" / f"{recording.stem}.mp4"

    def copy_of(self, recording: Recording) -> Path:
        """Its decoded frames, where they are kept."""
        return self.out / COPIES_FOLDER / f"{recording.stem}.npy"

    def track_of(self, recording: Recording) -> Path:
        """The face track of a recording, among the work files."""
        return self.out / WORK_FOLDER / "tracks" / f"{recording.stem}.npz"


def make_original(recording: Recording, place: Place) -> Done:
    """Film or read one recording, find its face, write it at each compression.

    Raises:
        PlanError: the file's bytes are not those the plan names.
        MediaError: it cannot be read whole.
        FaceError: it does not show one person.
    """
    meter = Meter()
    with meter.stage(FILM):
        frames, fps = _footage(recording, place)
    near = recording.shot.face_at_px if isinstance(recording.shot, Filmed) else None
    height, width = frames.shape[1:3]
    track = principal_track(
        track_images(frames),
        frames=len(frames),
        width=width,
        height=height,
        name=_name(recording),
        near_px=near,
    )
    write_track(place.track_of(recording), track)
    raw = place.raw_of(recording)
    released = {c: place.out / original_path(recording.stem, c) for c in place.compressions}
    with meter.stage(ENCODE):
        media = encode(frames, {Compression.RAW: raw} | released, fps=fps)
    if recording.stem in place.copies:
        keep_copy(place.copy_of(recording), frames)
    clips = _clips(
        recording.stem,
        {c: (path, media[c]) for c, path in released.items()},
        place,
        actors=(recording.actor,),
        origin=Recorded(scene=recording.scene, take=recording.take),
        synthetic=isinstance(recording.shot, Rendered),
    )
    outputs = (*dict.fromkeys([raw, *released.values()]), place.track_of(recording))
    return _done(clips, outputs, meter)


def make_fake(
    fake: Fake,
    place: Place,
    consents: Mapping[ActorId, Consent],
    on: date,
    generator: Path | None = None,
) -> Done:
    """Make one fake and its mask from finished recordings, write it at each compression.

    Args:
        fake: the one to make.
        place: where its recordings are and its files go.
        consents: of its people.
        on: the day whose consents count.
        generator: folder of what a learned method has learned.

    Raises:
        ConsentError: the target or source does not allow it on that day.
        ManipulationError: the method did not return a fake of its target.
    """
    meter = Meter()
    target = read_back(fake.target, place, consents)
    source = None if fake.source is None else read_back(fake.source, place, consents)
    method = fake.method
    if isinstance(method, Learned) and generator is not None:
        method = method.bound(generator)
    rng = np.random.default_rng(fake.seed)
    with meter.stage(FAKE):
        faked = method.apply(target, source, on=on, rng=rng)
    name, kind = method.name, method.mask_kind
    mask = mask_path(name, fake.stem)
    released = {c: place.out / fake_path(name, fake.stem, c) for c in place.compressions}
    with meter.stage(ENCODE):
        encode_masks(faked.masks, place.out / mask, fps=target.fps)
        media = encode(faked.frames, released, fps=target.fps)
    clips = _clips(
        fake.stem,
        {c: (path, media[c]) for c, path in released.items()},
        place,
        actors=(fake.target.actor, *([fake.source.actor] if fake.source else [])),
        origin=Manipulated(
            method=name,
            version=method.version,
            target=release_clip_id(fake.target.stem, Compression.RAW),
            source=release_clip_id(fake.source.stem, Compression.RAW) if fake.source else None,
            mask=mask,
            mask_kind=kind,
            segments=faked.segments,
            seed=fake.seed,
            params=method.params(),
        ),
        synthetic=isinstance(fake.target.shot, Rendered),
    )
    return _done(clips, (*released.values(), place.out / mask), meter)


def _footage(recording: Recording, place: Place) -> tuple[Frames, Fraction]:
    match recording.shot:
        case Rendered():
            return _render(recording, recording.shot, place.max_frames)
        case Filmed():
            return _read(recording.shot, place)


def _render(
    recording: Recording, shot: Rendered, max_frames: int | None
) -> tuple[Frames, Fraction]:
    take = Take(
        seed=shot.seed,
        scene=recording.scene,
        take=recording.take,
        frames=shot.frames if max_frames is None else min(shot.frames, max_frames),
        fps=shot.fps,
        width=shot.width,
        height=shot.height,
    )
    return _even(np.stack(list(film(take)))), shot.fps


def _read(shot: Filmed, place: Place) -> tuple[Frames, Fraction]:
    assert place.data is not None  # noqa: S101 - `recording_files` asked for it
    path = place.data / shot.path
    found = sha256_file(path)
    if found != shot.sha256:
        raise PlanError(
            f"recording {shot.path}: its sha256 is {found[:16]}..., the plan says "
            f"{shot.sha256[:16]}...; restore the file, or change the plan if it was meant"
        )
    facts = probe(path)
    frames = read_rgb(path, max_frames=place.max_frames)
    expected = min(facts.frames, place.max_frames or facts.frames)
    if len(frames) != expected:
        raise MediaError(
            f"recording {shot.path}: {len(frames)} of {expected} frames decode whole; expected all "
            "of them, since a gap would be in every fake: copy the file again or cut it"
        )
    return _even(frames), facts.fps


def _even(frames: Frames) -> Frames:
    """Frames less a last odd row or column: yuv420p has whole 2 x 2 blocks only."""
    height, width = frames.shape[1:3]
    return frames[:, : height // 2 * 2, : width // 2 * 2]


def read_back(recording: Recording, place: Place, consents: Mapping[ActorId, Consent]) -> Footage:
    """A finished recording, bit for bit, with its face and its person's consent."""
    raw = place.raw_of(recording)
    return Footage(
        clip=release_clip_id(recording.stem, Compression.RAW),
        frames=copied_frames(place.copy_of(recording), raw, keep=recording.stem in place.copies),
        fps=probe(raw).fps,
        track=read_track(place.track_of(recording)),
        consent=consents[recording.actor],
    )


def _clips(
    stem: str,
    files: Mapping[Compression, tuple[Path, MediaFacts]],
    place: Place,
    *,
    actors: tuple[ActorId, ...],
    origin: Origin,
    synthetic: bool,
) -> list[Clip]:
    raw = release_clip_id(stem, Compression.RAW)
    return [
        Clip(
            id=release_clip_id(stem, compression),
            path=path.relative_to(place.out).as_posix(),
            sha256=sha256_file(path),
            media=media,
            actors=actors,
            compression=compression,
            original=None if compression is Compression.RAW else raw,
            origin=origin,
            synthetic=synthetic,
        )
        for compression, (path, media) in files.items()
    ]


def _done(clips: Iterable[Clip], outputs: tuple[Path, ...], meter: Meter) -> Done:
    records = [clip_to_json(clip) for clip in clips]
    return Done({"clips": records, "cpu_s": meter.spent()}, outputs)


def _name(recording: Recording) -> str:
    shot = recording.shot
    return shot.path if isinstance(shot, Filmed) else f"{recording.actor} in {recording.scene}"
