"""A province or the nation as a rehearsal: one block of counties at full size, written many times by the engine.

What belongs here: the front door. What does not: the small rehearsal (``demo.simulation``), whose world this copies.
"""

from dagster_project.demo.scale.sizes import DiskFull, Size
from dagster_project.demo.scale.writing import ScaleSummary, simulate

__all__ = ["DiskFull", "ScaleSummary", "Size", "simulate"]
