"""The log: a closed list of lines (`logning.linjer`), as text or JSON, and never a personnummer in it."""

from cpr_haendelser.logning.form import configure, set_level
from cpr_haendelser.logning.maske import mask, mask_prose
from cpr_haendelser.logning.skrivning import Skrevet, counts, log_line, refusals

__all__ = ["Skrevet", "configure", "counts", "log_line", "mask", "mask_prose", "refusals", "set_level"]
