"""What the recognition learns from answers, and how a person lets it."""
