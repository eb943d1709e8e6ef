#!/bin/sh
# Puts a daemon with an empty environment into a session of its own and runs on.
(env -i setsid sh -c 'trap "" TERM; sleep 60' </dev/null >/dev/null 2>&1 &)
echo ready
sleep 60
