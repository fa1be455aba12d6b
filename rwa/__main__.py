"""`python -m rwa` is `rwa`."""

from rwa.cli import main

if __name__ == "__main__":
    main()
