"""Puts this folder on the import path, so that the tests share ``samples``; and a quicker, steady hypothesis."""

import gc

from hypothesis import settings

settings.register_profile("cfngw", deadline=None, derandomize=True, database=None, max_examples=30)
settings.load_profile("cfngw")

# cfn-lint's schemas live as long as the process; looking through them for garbage again and again is a tenth of the
# suite's time.
gc.set_threshold(50_000, 20, 100)
