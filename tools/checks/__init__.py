"""Rules of the house that no other tool checks. Each check returns its findings, one line each."""
