"""Gov Hub BR: source systems to bronze, through an immutable lake."""

__version__ = "0.1.0"
