"""Live pictures for phones and walls: WHEP first, fragmented MP4 over a WebSocket where WebRTC fails."""
