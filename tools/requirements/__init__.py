"""Runs the tests that show requirements and says how many of the table's rows they show."""
