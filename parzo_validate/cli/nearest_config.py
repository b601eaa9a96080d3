"""The configuration that counts when none is named: the nearest one upwards that is this user's own."""

import os
import stat
from pathlib import Path

from parzo_validate.cli.terminal import say
from parzo_validate.config.file import PACKAGE, TOOL, holds_settings
from parzo_validate.errors import InvalidConfig

_PYPROJECT = "pyproject.toml"


def nearest_config() -> Path | None:
    """Return the nearest ``parzo-validate.toml``, or ``pyproject.toml`` with our table, from this folder upwards.

    What is passed over is said: a file that somebody else can write, and a broken one of another tool.

    Raises:
        InvalidConfig: a file that is ours, or may be, cannot be read.
    """
    try:
        here = Path.cwd()
    except OSError:
        say("this folder is gone, so no configuration was looked for in it")
        return None
    for folder in (here, *here.parents):
        for file in (folder / f"{TOOL}.toml", folder / _PYPROJECT):
            if os.path.isfile(file) and _counts(file):
                return file
    return None


def _counts(file: Path) -> bool:
    danger = _danger(file)
    if danger and _may_be_ours(file):
        say(f"passed over {file}: {danger}; name it with --config to use it")
    if danger or file.name != _PYPROJECT:
        return not danger
    try:
        return holds_settings(file)
    except InvalidConfig as error:
        if _may_be_ours(file):
            raise
        say(f"passed over {error}")
        return False


def _may_be_ours(file: Path) -> bool:
    try:
        text = file.read_bytes()
    except OSError:
        return False
    return file.name != _PYPROJECT or TOOL.encode() in text or PACKAGE.encode() in text


def _danger(file: Path) -> str:
    """Return why a file may say what this user does not want, or nothing; the system's own user is trusted."""
    if not hasattr(os, "geteuid"):  # Windows has other rights
        return ""
    try:
        state, link = os.stat(file), os.lstat(file)
    except OSError:
        return ""
    if {state.st_uid, link.st_uid} - {0, os.geteuid()}:
        return "it belongs to another user"
    writable = state.st_mode & stat.S_IWOTH or (state.st_mode & stat.S_IWGRP and not _has_own_group(state))
    return "others can write it" if writable else ""


def _has_own_group(state: os.stat_result) -> bool:
    """Return whether the group is the owner alone, as many systems give each user one."""
    import grp  # only here, as neither is on Windows
    import pwd

    try:
        group, owner = grp.getgrgid(state.st_gid), pwd.getpwuid(state.st_uid).pw_name
    except KeyError:
        return False
    return owner != "root" and group.gr_name == owner and set(group.gr_mem) <= {owner}
