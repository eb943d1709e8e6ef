#!/bin/sh
# Ends when its input ends.
cat >/dev/null
echo eof
