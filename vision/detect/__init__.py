"""The process `detect`: packets in, observations out."""
