#!/bin/sh
# Fills stdout until somebody ends it.
exec yes
