"""What the process itself uses, as far as the system tells."""

from __future__ import annotations

import os
import time
from pathlib import Path

_BEGYNDT = time.time()
_PROC = Path("/proc/self")


def read_proces() -> dict[str, float]:
    """By Prometheus' own names; what this system does not tell is left out."""
    return {
        "process_start_time_seconds": _BEGYNDT,
        "process_cpu_seconds_total": time.process_time(),
        **_read_proc(),
    }


def _read_proc() -> dict[str, float]:
    try:
        sider = int((_PROC / "statm").read_text("ascii").split()[1])
        return {
            "process_resident_memory_bytes": float(sider * os.sysconf("SC_PAGE_SIZE")),
            "process_open_fds": float(sum(1 for _ in (_PROC / "fd").iterdir())),
        }
    except (OSError, ValueError, AttributeError):  # not Linux
        return {}
