# SPDX-License-Identifier: GPL-2.0-only
"""Files that are there as a whole or not at all, whenever a process or the machine dies."""

import os
import socket
import threading

TEMPORARY = ".tmp"


def write_whole(path: str, content: bytes) -> None:
    """Write a file under another name, wait until the disk has it, and give it its name.

    Several processes on several machines may write the same one; the last one's remains.

    Args:
        path: of the file; its folder is there.
        content: of the file.
    """
    writer = f"{socket.gethostname()}-{os.getpid()}-{threading.get_ident()}"
    temporary = f"{path}.{writer}{TEMPORARY}"
    with open(temporary, "wb", buffering=0) as file:
        view = memoryview(content)
        while view:
            view = view[file.write(view) :]
        os.fdatasync(file.fileno())  # the times of the file do not matter, and cost as much again
    os.rename(temporary, path)
