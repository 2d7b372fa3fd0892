"""Starts the product's processes on one machine, keeps them running and stops them together."""
