"""Rules of what is learned from answers; pure."""
