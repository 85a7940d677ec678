"""The commands of ``gongkai``, one module each; heavy work happens in a child process."""
