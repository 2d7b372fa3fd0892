"""Who and what there is above the kitchens: the tree of jurisdictions, agencies, officers, and registers read in.

It stands apart from `jurisdictions`, which everything builds on and which knows nobody.
"""
