"""Rules of cases, pure: the moment is always an argument."""
