"""Demo footage: a kitchen camera's minute, put together from a photograph that an installed package ships."""
