"""The demonstration: a made-up municipality, its files, and two receivers that get their messages over mutual TLS."""

from __future__ import annotations

from cpr_haendelser.demo.certifikater import CVR
from cpr_haendelser.demo.koersel import DAGE, FLEST_BESKEDER, Demo, opened, write_filer
from cpr_haendelser.demo.modtagere import Modtagere

__all__ = ["CVR", "DAGE", "FLEST_BESKEDER", "Demo", "Modtagere", "opened", "write_filer"]
