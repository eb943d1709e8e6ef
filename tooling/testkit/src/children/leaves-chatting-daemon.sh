#!/bin/sh
# Double-forks a daemon that goes on writing to stdout, and ends.
(setsid sh -c 'while :; do echo chat; done' &)
echo done
