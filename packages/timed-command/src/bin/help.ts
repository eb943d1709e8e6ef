/** What `--help` prints. */
export const help = `Usage: timed-command [OPTION]... DURATION COMMAND [ARG]...

Runs COMMAND and ends it, with everything that it has started, when it still runs after DURATION.
What COMMAND leaves behind when it ends by itself is ended too.

  # at most an hour; ten seconds to end after SIGTERM, then SIGKILL
  timed-command -k 10 1h ./payload.sh

  # how it went, in a file
  timed-command --json result.json 30 curl -sS https://example.org/

Options:
  -k, --kill-after=DURATION  send SIGKILL this long after the first signal
  -s, --signal=SIGNAL        the first signal, by name or number (1 to 31); TERM when absent
      --preserve-status      end as COMMAND does also when it has exceeded its limit
      --foreground           leave COMMAND the terminal
  -v, --verbose              say on stderr which signal is sent
      --json FILE            write how COMMAND has ended, and what it used, to FILE
      --isolate              run COMMAND in a PID namespace of its own
      --help                 print this
      --version              print the version

DURATION is a number with an optional suffix: s for seconds (the default), m, h or d. 0 stands for no limit.

Exit codes:
  124  COMMAND has exceeded its limit
  125  timed-command itself fails
  126  COMMAND is found but cannot be executed
  127  COMMAND cannot be found
  137  COMMAND had to be killed by SIGKILL (128 + 9)
  otherwise that of COMMAND; when a signal ended COMMAND, the same signal ends timed-command
`;
