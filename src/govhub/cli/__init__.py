"""The `govhub` command: one file per group of commands, thin over functions that do the work.

Nothing is imported here, so that one group can be used where not everything is installed.
"""


def main() -> None:
    """Run the command line."""
    from govhub.cli.root import app
    from govhub.cli.running import run

    run(app)
