"""Many documents side by side: what column-wise code can tell of them, so that a rule need not see them all.

The engines' record batches and the archive stand on it. It needs numpy; to decode documents also msgspec.
"""
