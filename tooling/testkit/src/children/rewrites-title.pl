#!/usr/bin/perl
# Leaves a daemon behind that overwrites its title and, behind it, its environment, as sshd and postgres do.
use POSIX 'setsid';
if (!fork) {
  setsid;
  $0 = 'x' x 4000;
  close STDIN; close STDOUT; close STDERR;
  sleep 60;
  exit;
}
select undef, undef, undef, 0.1;
