"""Telling somebody: which alarms there are, when each stands, and by which ways it is told."""
