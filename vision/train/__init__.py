"""Makes the small classifiers of vision/models/weights out of labelled pictures. The only part that needs PyTorch."""
