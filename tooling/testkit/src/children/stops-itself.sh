#!/bin/sh
# Stops; ends properly when it is continued and asked to end.
trap 'exit 3' TERM
kill -STOP $$
while :; do sleep 0.01; done
