"""For installers: what the product sees on one camera or file, drawn in a browser on this machine."""
