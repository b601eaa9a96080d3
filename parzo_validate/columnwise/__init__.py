"""Many documents: what can be told of them without a rule, so that it need not see them all.

The engines' record batches are told it in columns, the archive document by document, right after each is decoded. It
needs numpy; to decode documents also msgspec.
"""
