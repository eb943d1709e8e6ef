#!/bin/sh
# Double-forks a silent daemon that keeps stdout and stderr open, and ends.
(setsid sleep 60 &)
echo done
