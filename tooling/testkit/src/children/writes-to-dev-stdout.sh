#!/bin/sh
# Opens its output by name, as tee does.
echo one >/dev/stdout
echo two | tee /dev/stderr
