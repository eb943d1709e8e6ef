#!/bin/sh
# Removes the directory it stands in.
rmdir "$PWD" && echo gone
