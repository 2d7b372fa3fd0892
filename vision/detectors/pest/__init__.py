"""Small things that move over the floor when nobody is there."""
