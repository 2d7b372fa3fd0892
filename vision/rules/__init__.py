"""From detections to observations: where, when, how long. Pure: the time comes with the frames."""
