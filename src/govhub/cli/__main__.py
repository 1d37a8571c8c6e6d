"""`python -m govhub.cli` is the `govhub` command."""

from govhub.cli import main

if __name__ == "__main__":
    main()
