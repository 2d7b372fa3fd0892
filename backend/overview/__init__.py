"""How the establishments of a person's scope stand: the read side across all features. It writes nothing."""
