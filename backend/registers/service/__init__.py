"""The tree, its agencies and its officers."""
