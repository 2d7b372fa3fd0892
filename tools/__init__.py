"""What builders and demos use; the product itself does not import it."""
