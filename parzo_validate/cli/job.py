"""The command ``job``: wait for a job and judge its result."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from parzo_validate.batch.outcome import Outcome
from parzo_validate.cli.options import UNUSABLE, DiagnoseOption, FailOnOption, LanguageOption, OutputOption, exit_code
from parzo_validate.cli.output import Format, printed
from parzo_validate.cli.progress import progress_of
from parzo_validate.cli.ruleset import takes_ruleset
from parzo_validate.cli.terminal import say
from parzo_validate.client.polling import DEFAULT_INTERVAL, DEFAULT_TIMEOUT, InvalidRequest, JobFailed
from parzo_validate.config.loading import Config
from parzo_validate.job.envelope import Job
from parzo_validate.job.revalidation import revalidate

KEY_VARIABLE = "PARZO_API_KEY"


@takes_ruleset
def job(
    job_id: Annotated[str, typer.Argument(metavar="ID", help="The job, as the service named it.")],
    base_url: Annotated[
        str, typer.Option(envvar="PARZO_BASE_URL", metavar="URL", help="What stands before /v1/jobs/ID.")
    ],
    api_key_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help=f"Holds the API key; otherwise {KEY_VARIABLE} does.")
    ] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="How long to wait in all.")] = DEFAULT_TIMEOUT,
    interval: Annotated[float, typer.Option(metavar="SECONDS", help="How long between two looks.")] = DEFAULT_INTERVAL,
    output: OutputOption = Format.TEXT,
    lang: LanguageOption = None,
    fail_on: FailOnOption = None,
    diagnose: DiagnoseOption = True,
    *,
    ruleset: Config,
) -> None:
    """Wait for a job, check its result, and compare with the flags of the server.

    Exit codes: 0 nothing at or above --fail-on, 1 something, 2 no result in time, an unusable answer or option, or a
    rule that crashed.
    """
    try:
        ended = _ended(job_id, _api_key(api_key_file), base_url, timeout, interval)
    except (ModuleNotFoundError, OSError) as error:
        say(str(error))
        raise typer.Exit(UNUSABLE) from None
    judged = Outcome.of_job(job_id, None, revalidate(ended, table=ruleset.table, policy=ruleset.policy))
    if diagnose:
        judged = judged.diagnosed(ended.as_dict(), ruleset.policy)
    [judged] = printed([judged], output, lang or ruleset.lang, several=False)
    raise typer.Exit(exit_code(judged, fail_on or ruleset.fail_on))


def _api_key(file: Path | None) -> str:
    key = os.environ.get(KEY_VARIABLE, "") if file is None else file.read_bytes().decode("ascii", "replace")
    if not key.strip():
        raise InvalidRequest(f"no API key: set {KEY_VARIABLE}, or name the file that holds it with --api-key-file")
    return key.strip()


def _ended(job_id: str, api_key: str, base_url: str, timeout: float, interval: float) -> Job:
    """Return the job, completed or failed, and show meanwhile how long it takes and what it was last heard to do."""
    from parzo_validate.client import wait_for_job  # only here: the other commands do without the extra

    columns = SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False)
    with progress_of(*columns, watched=sys.stderr.isatty()) as progress:
        task = progress.add_task("asking")
        try:
            return wait_for_job(
                job_id,
                api_key=api_key,
                base_url=base_url,
                timeout=timeout,
                interval=interval,
                on_update=lambda heard: progress.update(task, description=heard, refresh=True),  # however soon the next
            )
        except JobFailed as failure:
            return failure.job
