#!/bin/sh
# Starts 200 children and waits.
i=0
while [ $i -lt 200 ]; do sleep 60 & i=$((i + 1)); done
echo ready
wait
