"""Registers read from tables: looked at as a whole first, and written as a whole or not at all."""
