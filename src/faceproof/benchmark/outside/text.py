"""A table as text: UTF-8 and nothing else, line by line or whole, or as CSV."""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from faceproof.benchmark.lines import read_lines, wrong_line


class Header(NamedTuple):
    """The first line of a CSV."""

    number: int
    columns: list[str]


class CsvTable(NamedTuple):
    """A CSV's header, and each further row with its line."""

    header: Header
    rows: Iterator[tuple[int, list[str]]]


def text_lines(path: Path) -> Iterator[tuple[int, str]]:
    """Every line that is not blank with its number, endings taken off.

    Raises:
        ScoreError: as `read_lines`, or a line is not UTF-8.
    """
    for number, line in read_lines(path):
        data = line.removeprefix(BOM_UTF8) if number == 1 else line
        try:
            text = data.decode().rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise wrong_line(path.name, number, f"byte {error.start + 1} is not UTF-8") from error
        if text.strip():
            yield number, text


def whole_text(name: str, data: bytes) -> str:
    """The text that all bytes of a table are.

    Raises:
        ScoreError: they are not UTF-8, naming the line.
    """
    data = data.removeprefix(BOM_UTF8)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = error.start - data.rfind(b"\n", 0, error.start)
        raise wrong_line(name, line, f"byte {byte} is not UTF-8") from error


def csv_table(path: Path) -> CsvTable:
    """A CSV whose rows have as many cells as its header; no cell spans lines.

    Raises:
        ScoreError: naming the line, at once or while the rows are read.
    """
    lines = _csv_lines(path)
    header = Header(*next(lines, (1, [])))
    return CsvTable(header, _of_one_width(path.name, lines, len(header.columns)))


def cells(line: str) -> list[str]:
    """The cells of one line of CSV.

    >>> cells('a,"b,c",')
    ['a', 'b,c', '']
    """
    try:
        return next(csv.reader([line], strict=True))
    except csv.Error as error:
        raise ValueError(f"not a line of CSV ({error})") from error


def _csv_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    for number, line in text_lines(path):
        try:
            row = cells(line)
        except ValueError as error:
            raise wrong_line(path.name, number, str(error)) from error
        yield number, row


def _of_one_width(
    name: str, rows: Iterator[tuple[int, list[str]]], width: int
) -> Iterator[tuple[int, list[str]]]:
    for number, row in rows:
        if len(row) != width:
            raise wrong_line(name, number, f"has {len(row)} cells, expected {width}")
        yield number, row
