"""Reading across features: each figure counts only where the person holds the permission behind it."""
