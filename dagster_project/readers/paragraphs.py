"""Written reports to paragraphs.

Belongs here: plain text in any of the encodings counties use.
Does not belong here: what the sentences claim (``narrative``).
"""

from __future__ import annotations

from dagster_project.readers.encoding import decode_lines


def paragraphs_of(data: bytes) -> list[str]:
    """Lines that hold something, in order, without surrounding blanks. Damaged characters show as U+FFFD."""
    return [line.strip() for line in decode_lines(data).lines if line.strip()]
