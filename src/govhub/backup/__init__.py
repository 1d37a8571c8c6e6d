"""Copies of everything that can't be made again: databases, lake and local configuration, and the way back from them."""
