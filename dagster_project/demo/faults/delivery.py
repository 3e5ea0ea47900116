"""Faults of whole lists: nothing in any one row is wrong, the list is not this county's.

What belongs here: such lists. What does not: what a county's files break or leave out (``manners``), a county's own
rows among another's (``identity``).
"""

from __future__ import annotations

from dagster_project.demo.faults.ground import Ground, NoGround

LISTS = ("canteen_inspection", "school_building", "public_notice")
"""Lists of schools that no other rule compares with anything, each bent once in a county."""
LEAST_ROWS = 6
SHARE_LEFT = {"public_notice": 4}
"""Of this list one row in so many stays the county's own."""


def schools_of_another_county(ground: Ground, number: int) -> None:
    """A list made out with the neighbour's school register; short names, as both counties have them, and its codes."""
    county, neighbour = ground.county, ground.neighbour()
    if neighbour is None or number >= len(LISTS):
        raise NoGround
    dataset = LISTS[number]
    periods = [period for (name, period), rows in county.tables.items() if name == dataset and rows]
    if not periods:
        raise NoGround
    period = periods[number % len(periods)]
    theirs = {own.code: other for own, other in zip(county.schools, neighbour.schools, strict=False)}
    left = SHARE_LEFT.get(dataset)
    rows = county.tables[dataset, period]
    if len(rows) < LEAST_ROWS or not all(row["school_code"] in theirs for row in rows):
        raise NoGround
    for at, row in enumerate(rows):
        if left is None or at % left:
            other = theirs[row["school_code"]]
            row.update(school_code=other.code, school_name=other.short)
            row.unit = row.unit and other.code
    ground.key.add("schools_of_another_county", number, county, period, dataset, [None])
