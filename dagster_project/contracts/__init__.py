"""The ODCS files of ``expectations/`` as objects: what a county's export of a dataset looks like.

What belongs here: fields, the headers counties use, code tables, suites, privacy levels.
What does not: matching a sheet against them (``intake.recognition``), parsing values (``readers.values``).
"""

from dagster_project.contracts.codes import code_labels, code_tables
from dagster_project.contracts.model import Contract, Field, load, load_all, stored_columns

__all__ = ["Contract", "Field", "code_labels", "code_tables", "load", "load_all", "stored_columns"]
