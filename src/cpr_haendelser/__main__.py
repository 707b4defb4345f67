"""`python -m cpr_haendelser` is `haendelser`."""

from cpr_haendelser.cli import main

if __name__ == "__main__":
    main()
