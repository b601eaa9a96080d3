"""The polling client: asks for a job until it is completed. Needs the extra ``client``, its errors do not."""

from typing import TYPE_CHECKING

from parzo_validate.client.polling import InvalidRequest, JobFailed, JobRefused, JobTimeout

if TYPE_CHECKING:
    from parzo_validate.client.wait import wait_for_job, wait_for_job_async

__all__ = ["InvalidRequest", "JobFailed", "JobRefused", "JobTimeout", "wait_for_job", "wait_for_job_async"]


def __getattr__(name: str) -> object:
    """Return one of the two that wait, imported when it is first used: they need httpx, the command line does not."""
    if name not in ("wait_for_job", "wait_for_job_async"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        import httpx  # noqa: F401  # the module below needs it, and would say so less helpfully
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "parzo_validate.client needs the package httpx; install it with: pip install 'parzo_validate[client]'",
            name="httpx",
        ) from error
    from parzo_validate.client import wait

    return getattr(wait, name)
