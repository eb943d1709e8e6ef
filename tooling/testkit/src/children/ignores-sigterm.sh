#!/bin/sh
# Does not end before SIGKILL, nor does what it starts.
trap '' TERM
echo ready
while :; do sleep 60; done
