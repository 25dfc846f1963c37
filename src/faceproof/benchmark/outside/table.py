"""Every format of predictions that can be read, one line each."""

from __future__ import annotations

from faceproof.benchmark.outside import (
    asvspoof,
    avdf1m,
    deepsafe,
    dfdc,
    ffpp,
    jsonl,
    plain_csv,
)
from faceproof.benchmark.outside.format import Format

FORMATS: dict[str, Format] = {
    "jsonl": Format(
        shape='{"id": "a.mp4", "llr": 1.5} a line',
        recognises=jsonl.recognises,
        read=jsonl.read,
    ),
    "csv": Format(
        shape="id,score or id,llr or id,probability",
        recognises=plain_csv.recognises,
        read=plain_csv.read,
    ),
    "deepsafe": Format(
        shape="id,modality,label,generator,prob_*",
        recognises=deepsafe.recognises,
        read=deepsafe.read,
    ),
    "dfdc": Format(
        shape="filename,label",
        recognises=dfdc.recognises,
        read=dfdc.read,
    ),
    "ffpp": Format(
        shape='{"0000.png": "fake"}, zipped or not',
        recognises=ffpp.recognises,
        read=ffpp.read,
    ),
    "avdf1m": Format(
        shape='a.mp4;0.9 a line, or {"a.mp4": [[0.9, 1.0, 2.0]]}',
        recognises=avdf1m.recognises,
        read=avdf1m.read,
    ),
    "asvspoof": Format(
        shape="speaker utterance score a line",
        recognises=asvspoof.recognises,
        read=asvspoof.read,
    ),
}
