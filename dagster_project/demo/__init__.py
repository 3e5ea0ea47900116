"""Rehearsal: counties that misbehave on purpose, their files, and the answer key.

What belongs here: the rehearsal's front door. What does not: how well the rules did (``score``).
"""

from dagster_project.demo.inbox import InboxInUse
from dagster_project.demo.simulation import SimulationSummary, simulate

__all__ = ["InboxInUse", "SimulationSummary", "simulate"]
