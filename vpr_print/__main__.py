"""``python -m vpr_print``."""

from vpr_print.cli.main import run

if __name__ == "__main__":
    run()
