"""The documents that are written from the program itself: `python -m cpr_haendelser.dokumentation [--check]`."""

from cpr_haendelser.dokumentation.sider import SIDER, check, write

__all__ = ["SIDER", "check", "write"]
