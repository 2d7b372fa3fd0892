"""The last half minute of each camera, from which clips are cut without encoding anything again."""
