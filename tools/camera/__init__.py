"""A network camera made of files: real RTSP and RTP, paced by the wall clock, with fault switches."""
