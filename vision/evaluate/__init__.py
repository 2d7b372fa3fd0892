"""How right the product is, on labelled pictures and clips. Writes nothing that training reads."""
