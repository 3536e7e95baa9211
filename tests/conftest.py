"""Puts this folder on the import path, so that the tests share ``samples``; and a quicker, steady hypothesis."""

from hypothesis import settings

settings.register_profile("cfngw", deadline=None, derandomize=True, database=None, max_examples=30)
settings.load_profile("cfngw")
