#!/bin/sh
# Closes its output and runs on for a while.
exec >&- 2>&-
sleep 0.3
exit 5
