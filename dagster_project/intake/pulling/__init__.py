"""Files from counties' own servers into the inbox: configured → listed → fetched → landed.

What belongs here: folder, SFTP, S3, HTTP(S) and WebDAV sources, what is fetched from them and what is refused.
What does not: understanding a file (``taking_in``), anything that lies in the inbox already.
"""

from dagster_project.intake.pulling.configured import has_sources
from dagster_project.intake.pulling.journey import PullSummary, SourceResult, pull

__all__ = ["PullSummary", "SourceResult", "has_sources", "pull"]
