"""Zip containers from parts that are compressed already: what an xlsx copy shares with its template is not redone.

What belongs here: the bytes of a container. What does not: what its parts say (``template``, ``copies``).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
VERSION, UTF8_NAMES, DEFLATED = 20, 0x800, 8
FIRST_DAY = (0, 33)  # 00:00 on 1 January 1980, the earliest a container can hold
FAST = 1


@dataclass(frozen=True)
class Part:
    """A member of a container, deflated."""

    name: str
    checksum: int
    size: int
    deflated: bytes


def deflate(name: str, content: bytes) -> Part:
    """A member from its content."""
    squeeze = zlib.compressobj(FAST, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Part(name, zlib.crc32(content), len(content), squeeze.compress(content) + squeeze.flush())


def container(parts: Iterable[Part]) -> bytes:
    """The whole container; parts and container must stay below 4 GiB."""
    body, directory, offset, count = [], [], 0, 0
    for part in parts:
        name = part.name.encode()
        facts = (UTF8_NAMES, DEFLATED, *FIRST_DAY, part.checksum, len(part.deflated), part.size, len(name), 0)
        local = LOCAL + struct.pack("<HHHHHIIIHH", VERSION, *facts) + name
        directory.append(
            CENTRAL + struct.pack("<HHHHHHIIIHHHHHII", VERSION, VERSION, *facts, 0, 0, 0, 0, offset) + name
        )
        body += [local, part.deflated]
        offset += len(local) + len(part.deflated)
        count += 1
    central = b"".join(directory)
    end = END + struct.pack("<HHHHIIH", 0, 0, count, count, len(central), offset, 0)
    return b"".join([*body, central, end])
