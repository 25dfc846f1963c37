"""How large may a file be, before anything of it is decoded?"""

from __future__ import annotations

from dataclasses import dataclass

from faceproof.core.errors import LimitError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps on what a file is, and on what its header claims to be.

    Attributes:
        bytes: size of the file.
        frames: pictures in it.
        side_px: the longer side of a picture.
        pixels: width times height of a picture.
        duration_s: seconds from its first to its last picture.
    """

    bytes: int = 4 << 30
    frames: int = 200_000
    side_px: int = 8192
    pixels: int = 4096 * 2304
    duration_s: float = 7200.0

    def check_size(self, name: str, width: int, height: int) -> None:
        """Raises LimitError where a picture is too large; ``name`` begins its message."""
        if max(width, height) > self.side_px:
            _refuse(name, f"pictures of {width}x{height}", f"{self.side_px} on a side", "scale it")
        if width * height > self.pixels:
            most = f"{self.pixels} pixels"
            _refuse(
                name, f"pictures of {width}x{height} ({width * height} pixels)", most, "scale it"
            )

    def check_frames(self, name: str, frames: int) -> None:
        """Raises LimitError where there are too many pictures."""
        if frames > self.frames:
            _refuse(name, f"{frames} frames", str(self.frames), "cut it")

    def check_duration(self, name: str, duration_s: float) -> None:
        """Raises LimitError where it lasts too long."""
        if duration_s > self.duration_s:
            _refuse(name, f"a duration of {duration_s:.0f} s", f"{self.duration_s:.0f} s", "cut it")

    def check_bytes(self, name: str, size: int) -> None:
        """Raises LimitError where the file is too large."""
        if size > self.bytes:
            _refuse(name, f"{size} bytes", str(self.bytes), "cut or compress it")


LIMITS = Limits()


def _refuse(name: str, found: str, most: str, remedy: str) -> None:
    raise LimitError(f"{name}: has {found}, at most {most} is allowed; {remedy} or raise the limit")
