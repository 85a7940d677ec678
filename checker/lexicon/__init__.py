"""The words of the language: jieba's full dictionary as one memory-mapped table, and the segmentation over it.

jieba itself is not imported at run time: it takes 150-250 ms to import (pkg_resources, Python dictionaries of
character statistics), 1 s to load its dictionary, and unmarshals a cache from the temporary folder that anyone may
have written. ``tools/build_dictionary.py`` copies its dictionary (MIT licence) when the package is built.
"""
