"""``python -m cfngw``, the same as the command."""

from cfngw.cli import main

if __name__ == "__main__":
    main()
