#!/usr/bin/env python3
"""Becomes panda-pilot: pilot wrappers start `pilot3/pilot.py` and know nothing of Node.

PANDA_PILOT_NODE names the Node to run it with; without it the first `node` of PATH does.
"""

import os
import shutil
import sys

directory = os.path.dirname(os.path.abspath(__file__))
node = os.environ.get("PANDA_PILOT_NODE") or "node"
if shutil.which(node) is None:
    sys.stderr.write(f"panda-pilot: {node} cannot be started: there is no such program\n")
    sys.stderr.write("hint: For the site: install Node 20.19 or newer, or name it with PANDA_PILOT_NODE\n")
    sys.exit(65)
os.execv("/bin/sh", ["/bin/sh", os.path.join(directory, "panda-pilot.mjs")] + sys.argv[1:])
