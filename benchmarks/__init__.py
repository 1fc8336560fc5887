"""Ratios measured in one run: this program beside the naive way and beside a plain write of the same bytes."""
