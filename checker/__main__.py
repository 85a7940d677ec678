"""``python -m checker``: the same as ``gongkai``."""

from checker.cli import main

if __name__ == "__main__":
    main()
