"""`python -m collabflow`: the same front door as the `collabflow` command."""

import sys

from collabflow.cli import main

if __name__ == "__main__":
    sys.exit(main())
