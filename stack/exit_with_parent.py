"""Run another program in place of this one, and end it when its parent ends.

Usage: `python exit_with_parent.py PARENT SIGNAL USER PROGRAM [ARGUMENT …]`.

Popen's preexec_fn could do this in one line, but it is unsafe in a process with threads;
and the kernel clears the death signal when the user changes, so the user is changed here first.
"""

import ctypes
import os
import pwd
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def _become(user: str) -> None:
    entry = pwd.getpwnam(user)
    os.initgroups(user, entry.pw_gid)
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def _tie(parent: int, last_words: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, last_words, 0, 0, 0)
    if os.getppid() != parent:  # it ended before the signal was set
        sys.exit(1)


def main(parent: str, last_words: str, user: str, *command: str) -> None:
    """Change to `user` (empty: stay), tie this process to `parent`, and run `command` in its place."""
    if user:
        _become(user)
    _tie(int(parent), signal.Signals[last_words])
    os.execv(command[0], command)  # noqa: S606 - running the given program is what this file is for


if __name__ == "__main__":
    main(*sys.argv[1:])
