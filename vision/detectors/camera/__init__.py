"""The camera's own truth: does the picture still show what it should?"""
