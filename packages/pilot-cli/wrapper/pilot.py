#!/usr/bin/env python3
"""Becomes panda-pilot: pilot wrappers start `pilot3/pilot.py` and know nothing of Node.

PANDA_PILOT_NODE names the Node to run it with; without it the first `node` of PATH does.
"""

import os
import sys

directory = os.path.dirname(os.path.abspath(__file__))
node = os.environ.get("PANDA_PILOT_NODE") or "node"
# Until the pilot handles SIGUSR1 it would open Node's debugger: it listens where no host does.
no_debugger = "--inspect-port=0.0.0.1:1024"
try:
    os.execvp(node, [node, no_debugger, os.path.join(directory, "panda-pilot.mjs")] + sys.argv[1:])
except OSError as error:
    sys.stderr.write(f"panda-pilot: {node} cannot be started: {error.strerror}\n")
    sys.stderr.write("hint: For the site: install Node 20.19 or newer, or name it with PANDA_PILOT_NODE\n")
    sys.exit(65)
