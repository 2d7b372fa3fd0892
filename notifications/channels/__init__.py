"""Ways a message leaves the house. The in-app inbox needs none: its message is the delivery row itself."""
