"""The processes that see: `media` (cameras in, packets out) and `detect` (packets in, observations out)."""
