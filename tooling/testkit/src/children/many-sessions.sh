#!/bin/sh
# Starts 200 children, each in a session of its own, and waits.
i=0
while [ $i -lt 200 ]; do setsid sleep 60 & i=$((i + 1)); done
echo ready
wait
