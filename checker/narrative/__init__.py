"""Section five: are there problems and improvements that a reader could check next year?"""
