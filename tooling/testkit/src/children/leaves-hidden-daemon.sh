#!/bin/sh
# Double-forks a daemon with an empty environment, all descriptors closed, and ends.
(env -i setsid sleep 60 </dev/null >/dev/null 2>&1 &)
echo done
