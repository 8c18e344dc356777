# SPDX-License-Identifier: GPL-2.0-only
"""Files that are there as a whole or not at all, whenever a process or the machine dies."""

import os
import socket
import threading
from pathlib import Path

TEMPORARY = ".tmp"


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name, wait until the disk has it, and give it its name.

    Several processes on several machines may write the same one; the last one's remains.

    Args:
        path: of the file; its folder is there.
        content: of the file.
    """
    writer = f"{socket.gethostname()}-{os.getpid()}-{threading.get_ident()}"
    temporary = path.with_name(f"{path.name}.{writer}{TEMPORARY}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
