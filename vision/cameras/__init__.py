"""Cameras: one guarded connection per RTSP stream, its packets, its state and its measurements."""
