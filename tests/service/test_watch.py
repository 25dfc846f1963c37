"""The viewer: marked videos in step of those who agreed, and of nobody else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from offered import steward
from working import work_off

from faceproof.core import Manipulated
from faceproof.core.errors import StorageError
from faceproof.media import read_rgb
from faceproof.service import previews, storage
from faceproof.service.catalogue import publish
from faceproof.service.models import Job, Release
from faceproof.service.preview import Part
from faceproof.service.shown import beside, clips_of, fakes_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def release(rendered_release: Path) -> Release:
    steward()
    made = publish(rendered_release, ledger=None, on=datetime.now(tz=UTC).date(), by=None)
    fakes = [clip for clips in fakes_of(made).values() for clip in clips]
    storage.remove(previews.key(made, clip.id, part) for clip in fakes for part in Part)
    return made


def path_to(release: Release, rest: str = "") -> str:
    return f"/releases/{release.slug}/watch{rest}"


def first_fake(release: Release) -> str:
    return str(fakes_of(release)["FaceSwap"][0].id)


def test_a_fake_stands_beside_its_own_recording_and_mask(release: Release):
    for clip in fakes_of(release)["FaceSwap"]:
        side = beside(release, clip.id)
        assert side is not None
        assert side.original is not None
        assert isinstance(side.fake.origin, Manipulated)
        assert side.original.original == side.fake.origin.target
        assert side.original.compression is side.fake.compression
        assert side.mask == side.fake.origin.mask


def test_publishing_has_a_few_videos_made_and_the_rest_when_asked_for(
    release: Release, client: Any
):
    asked = Job.objects.filter(name=previews.WORK)
    assert asked.count() == previews.AT_ONCE * len(release.facts["methods"])
    late = fakes_of(release)["FaceSwap"][-1].id
    assert b"being made" in client.get(path_to(release, f"/{late}")).content
    client.get(path_to(release, f"/{late}"))
    assert asked.count() == previews.AT_ONCE * len(release.facts["methods"]) + 1
    assert client.get(path_to(release, f"/{late}/state")).json() == {"ended": False}
    work_off()
    assert client.get(path_to(release, f"/{late}/state")).json() == {"ended": True}
    assert b"<video" in client.get(path_to(release, f"/{late}")).content


def test_who_clicks_through_everything_does_not_fill_the_queue(
    release: Release, client: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(previews, "MOST_WAITING", 4)
    late = fakes_of(release)["FaceSwap"][-1].id
    assert b"Many videos are waiting" in client.get(path_to(release, f"/{late}")).content


def test_videos_are_small_marked_and_equally_long(release: Release, tmp_path: Path):
    work_off()
    frames = {}
    for part in Part:
        path = storage.on_disk(previews.key(release, first_fake(release), part), tmp_path)
        frames[part] = read_rgb(path)
    assert {video.shape for video in frames.values()} == {(8, 240, 320, 3)}
    for video in frames.values():
        assert (video[:, -6:, :8] < 90).all(), "the band at the foot is missing"
    changed = np.abs(frames[Part.DIFFERENCE][0].astype(int)).mean(axis=2)
    mask = frames[Part.MASK][0].mean(axis=2)
    inside = np.s_[60:180, 100:220]
    assert changed[inside][mask[inside] > 200].mean() > 3 * changed[:60].mean()


def test_a_part_of_a_video_can_be_asked_for_and_is_kept_for_minutes_only(
    release: Release, client: Any
):
    work_off()
    address = path_to(release, f"/{first_fake(release)}/fake.mp4")
    answer = client.get(address, headers={"range": "bytes=0-99"})
    assert (answer.status_code, answer["Content-Type"]) == (206, "video/mp4")
    assert len(answer.content) == 100
    assert client.get(address, headers={"range": "bytes=9999999-"}).status_code == 416
    assert answer["Cache-Control"] == "private, max-age=300"


@pytest.mark.parametrize("change", ["unwilling", "stopped"])
def test_nobody_is_shown_who_did_not_agree_or_has_withdrawn(
    release: Release, client: Any, change: str
):
    fake = first_fake(release)
    if change == "stopped":
        release.withdrawn_on = datetime.now(tz=UTC)
    release.facts["publishable"] = change != "unwilling"
    release.save()
    for rest in ("", f"/{fake}", f"/{fake}/state", f"/{fake}/fake.mp4"):
        answer = client.get(path_to(release, rest))
        assert answer.status_code == 404
        assert b"Not everybody in this release agreed" in answer.content
    assert Job.objects.filter(name=previews.WORK).first() is not None
    work_off()
    with pytest.raises(StorageError):
        storage.read_bytes(previews.key(release, fake, Part.FAKE))


def test_recordings_and_strangers_have_no_page(release: Release, client: Any):
    recording = next(clip.id for clip in clips_of(release) if not clip.is_fake)
    assert client.get(path_to(release, f"/{recording}")).status_code == 404
    assert client.get(path_to(release, "/nobody")).status_code == 404


def test_a_release_page_shows_recordings_first_and_no_style_of_its_own(
    release: Release, client: Any
):
    page = client.get(f"/releases/{release.slug}").content.decode()
    assert page.index("recordings</th>") < page.index("FaceSwap</a></th>")
    assert "style=" not in page
    assert '"@type": "sc:Dataset"' in page
