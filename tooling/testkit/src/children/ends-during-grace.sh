#!/bin/sh
# Takes its time after SIGTERM, says goodbye and ends with 7.
trap 'sleep 0.1; echo bye; exit 7' TERM
echo ready
while :; do sleep 0.01; done
