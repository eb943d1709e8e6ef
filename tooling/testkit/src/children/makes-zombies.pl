#!/usr/bin/perl
# Has 50 children that have ended and that it never waits for.
for (1 .. 50) { exit if !fork }
$| = 1;
print "ready\n";
sleep 60;
