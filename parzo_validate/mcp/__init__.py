"""For agents: a server of the Model Context Protocol with three tools. Needs the extra ``mcp``."""

try:
    import mcp  # noqa: F401  # the module below needs it, and would say so less helpfully
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "parzo_validate.mcp needs the package mcp; install it with: pip install 'parzo_validate[mcp]'",
        name=error.name,
    ) from error

from parzo_validate.mcp.server import server_of

__all__ = ["server_of"]
