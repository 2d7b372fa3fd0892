"""Prepares a fresh clone. Standard library only: it runs before the virtual environment exists."""
