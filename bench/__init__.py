"""Floors and the product, measured in the same run: `make bench`. See README.md beside this file."""
