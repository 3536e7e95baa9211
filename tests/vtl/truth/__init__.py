"""What the real Velocity 1.7 answers: templates, their inputs and the stored outputs, and the programs that ask it.

`sources` holds the templates, `answers` what Velocity said to each, `generate` asks it again, `fuzz` looks for more.
The tests read `answers` alone and need no Java.
"""

import sys
from pathlib import Path

# The tests know this package as `truth` (their folders are no packages); `python -m` has to know it so too.
_FOLDER = str(Path(__file__).parent.parent)
if _FOLDER not in sys.path:
    sys.path.insert(0, _FOLDER)
