"""The process `media`: cameras in; live pictures, clips, stills, states and packets out."""
