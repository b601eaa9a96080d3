"""The polling client: asks for a job until it is completed. Needs the extra ``client``."""

try:
    import httpx  # noqa: F401  # the modules below need it, and would say so less helpfully
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "parzo_validate.client needs the package httpx; install it with: pip install 'parzo_validate[client]'",
        name="httpx",
    ) from error

from parzo_validate.client.polling import InvalidRequest, JobFailed, JobRefused, JobTimeout
from parzo_validate.client.wait import wait_for_job, wait_for_job_async

__all__ = ["InvalidRequest", "JobFailed", "JobRefused", "JobTimeout", "wait_for_job", "wait_for_job_async"]
