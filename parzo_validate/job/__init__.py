"""The job around a result: its envelope, its server's flags, filled in at the server and judged again at the client."""

from parzo_validate.job.envelope import (
    CompletedJob,
    FailedJob,
    Job,
    PendingJob,
    ProcessingJob,
    UnknownJob,
    is_job,
    read_job,
)
from parzo_validate.job.revalidation import Revalidation, complete, dump_json, revalidate
from parzo_validate.job.server_flag import ServerFlag

__all__ = [
    "CompletedJob",
    "FailedJob",
    "Job",
    "PendingJob",
    "ProcessingJob",
    "Revalidation",
    "ServerFlag",
    "UnknownJob",
    "complete",
    "dump_json",
    "is_job",
    "read_job",
    "revalidate",
]
