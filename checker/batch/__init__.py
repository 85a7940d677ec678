"""Many reports at once: a resumable store, the years of one agency together, agencies against each other."""
