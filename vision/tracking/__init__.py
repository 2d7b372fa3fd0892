"""The same person through the frames of one camera, and what is concluded about her over time."""
