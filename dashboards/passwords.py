"""What a password that somebody chooses must be, in the dashboards and in Airflow: long, and not a few letters repeated.

Length is asked for and kinds of letters are not: those make people write the same few patterns. FAB's own rule, ten
letters of four kinds, would refuse most passwords that `govhub init` makes.
"""

from __future__ import annotations

from flask_appbuilder.exceptions import PasswordComplexityValidationError

SHORTEST = 12
_FEWEST_KINDS = 6  # of different letters
TOO_WEAK = f"A senha precisa de pelo menos {SHORTEST} caracteres, {_FEWEST_KINDS} deles diferentes."


def check_password(password: str) -> None:
    """Refuse a password that is easily guessed.

    Raises: PasswordComplexityValidationError with a Portuguese sentence.
    """
    if len(password) < SHORTEST or len(set(password)) < _FEWEST_KINDS:
        raise PasswordComplexityValidationError(TOO_WEAK)
