#!/bin/sh
# Puts a daemon with an empty environment into a session of its own and, when that ignores SIGTERM, runs on.
trap 'hidden=yes' USR1
(env -i setsid sh -c 'trap "" TERM; kill -s USR1 "$0"; sleep 60' $$ </dev/null >/dev/null 2>&1 &)
until [ -n "$hidden" ]; do sleep 0.01; done
echo ready
sleep 60
