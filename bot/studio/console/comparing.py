"""The comparison that was made last, for the pages: it runs as a job and leaves a file."""

from __future__ import annotations

from starlette.requests import Request

from bot.store.jobs import DONE, Job
from bot.studio.compare.result import Result, kept
from bot.studio.console.jobs import FOLDER, Jobs

KIND, _FILE = "compare", "compare.json"


def start(request: Request, who: str) -> Job:
    """Compares what is live with the working files. Raises Busy."""
    jobs: Jobs = request.app.state.jobs
    return jobs.start(who, KIND, "比较", "compare", "--result", f"{FOLDER}/{_FILE}")


def latest(request: Request) -> Result | None:
    """The last one that was made."""
    jobs: Jobs = request.app.state.jobs
    done = (job for job in jobs.latest(KIND) if job.state == DONE)
    found = (kept(jobs.folder(job.id) / _FILE) for job in done)
    return next(filter(None, found), None)
