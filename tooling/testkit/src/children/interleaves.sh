#!/bin/sh
# Writes 1000 lines by turns to stdout and stderr.
i=0
while [ $i -lt 500 ]; do echo "out $i"; echo "err $i" >&2; i=$((i + 1)); done
