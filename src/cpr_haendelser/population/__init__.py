"""A made-up population to work on: first load, daily deliveries, and the facit of what its life model made happen."""

from cpr_haendelser.population.facit import read_facit, read_index, read_uden_virkning
from cpr_haendelser.population.filer import Form
from cpr_haendelser.population.sammenligning import Afvigelse, compare
from cpr_haendelser.population.skriv import Oversigt, write_population
from cpr_haendelser.population.uden_099 import strip_099

__all__ = [
    "Afvigelse",
    "Form",
    "Oversigt",
    "compare",
    "read_facit",
    "read_index",
    "read_uden_virkning",
    "strip_099",
    "write_population",
]
