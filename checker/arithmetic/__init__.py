"""The arithmetic of the statutory tables: identities given as data, and the smallest explanation of those
that fail."""
