import { type Behaviour, failed, finished, forEver } from './behaviour.ts';
import { knownWords } from './known-words.ts';
import { overLimits } from './over-limits.ts';

const write = (name: string, content: object | string): string =>
  `cat > ${name} <<'END'\n${typeof content === 'string' ? content : JSON.stringify(content)}\nEND`;
const killed = { trans: undefined } as const;
const core = `printf '\\177ELF\\002\\001\\001\\000\\000\\000\\000\\000\\000\\000\\000\\000\\004\\000' > core.77`;

const exitCodes: readonly Behaviour[] = [
  { title: 'ends with 0', script: 'exit 0', told: finished() },
  ...[1, 2, 3, 64, 86, 128, 137, 176, 254, 255].map((code) => ({
    title: `ends with ${code}`,
    script: `echo 'the reason' >&2; exit ${code}`,
    told: failed(1305, `The payload failed: exit code ${code}: the reason`, { trans: code }),
    extract: 'the reason',
  })),
  {
    title: 'calls a program that is not there',
    script: 'no-such-program',
    told: failed(1305, 'The payload failed: exit code 127: ', { trans: 127 }),
    extract: 'no-such-program',
  },
  {
    title: 'calls a file that is no program',
    script: ': > flat; ./flat',
    told: failed(1305, 'The payload failed: exit code 126: ', { trans: 126 }),
    extract: 'flat',
  },
  {
    title: "is PanDA's runGen, whose user's program failed",
    file: 'runGen-00-00-02',
    script: 'exit 20',
    told: failed(1249, "User's program failed: exit code 20", { trans: 20 }),
  },
  {
    title: "is PanDA's runAthena, and cannot fetch the user's tarball",
    file: 'runAthena-00-00-12',
    script: 'exit 146',
    told: failed(1246, "User's tarball could not be downloaded: exit code 146", { trans: 146 }),
  },
];

const signals: readonly Behaviour[] = [
  ...(
    [
      ['HUP', 1],
      ['INT', 2],
      ['ABRT', 6],
      ['KILL', 9],
      ['TERM', 15],
      ['XCPU', 24],
    ] as const
  ).map(([name, number]) => ({
    title: `is killed by SIG${name}`,
    script: `ulimit -c 0; kill -${number} $$; sleep 5`,
    told: failed(1305, `The payload failed: killed by SIG${name}`, { trans: 128 + number }),
  })),
  {
    title: 'crashes with a segmentation fault',
    script: 'ulimit -c 0; kill -SEGV $$; sleep 5',
    told: failed(1328, 'Payload crashed with a segmentation fault: killed by SIGSEGV', { trans: 139 }),
  },
  {
    title: 'dumps core',
    script: `${core}; exit 134`,
    told: failed(1355, 'Payload dumped core: core.77', { trans: 134 }),
  },
  { title: 'finds a core dump beside it and ends well', script: core, told: finished() },
];

const notStarted: readonly Behaviour[] = [
  {
    title: 'is not there',
    transformation: '/no/such/payload',
    script: '',
    told: failed(1346, 'Transformation does not exist: /no/such/payload'),
  },
  {
    title: 'is not on the PATH',
    transformation: 'no-such-payload',
    script: '',
    told: failed(1346, 'Transformation does not exist: no-such-payload'),
  },
  {
    title: 'has no execute permission',
    file: 'flat',
    mode: 0o644,
    script: 'exit 0',
    told: failed(1305, 'The payload failed: '),
    extract: 'flat is not executable',
  },
  {
    title: 'is a directory',
    transformation: '/etc',
    script: '',
    told: failed(1346, 'Transformation does not exist: /etc'),
  },
  {
    title: 'wants ranges of events',
    script: 'sleep 100',
    wire: { eventService: 'True' },
    told: failed(1228, 'Event service job failed for good: the job asks for ranges of events'),
  },
  {
    title: 'has parameters whose quotation does not end',
    script: 'exit 0',
    wire: { jobPars: "one 'two" },
    told: failed(1110, 'Setting up the payload failed: jobPars: a quotation does not end'),
  },
];

const output: readonly Behaviour[] = [
  {
    title: 'speaks of errors and ends well',
    script: "echo 'std::bad_alloc' >&2; echo 'ERROR: database is locked'; exit 0",
    told: finished(),
  },
  {
    title: 'names its error on stdout, long before it ends',
    script: `echo 'FATAL: no conditions for run 4711'; for i in $(seq 30); do echo "cleaning up $i"; done; exit 1`,
    told: failed(1305, 'The payload failed: exit code 1: FATAL: no conditions for run 4711', { trans: 1 }),
    extract: 'no conditions for run 4711',
  },
  {
    title: 'names its error once, and prints thousands of lines after it',
    script: `echo 'FATAL: no conditions for run 4711' >&2; seq 5000; seq 20 >&2; exit 1`,
    told: failed(1305, 'The payload failed: exit code 1: FATAL: no conditions for run 4711', { trans: 1 }),
    extract: 'no conditions for run 4711',
  },
  {
    title: 'names its error on stdout, and tidies up for hundreds of lines',
    script: `echo 'FATAL: no conditions for run 4711'; seq -f 'closing file %g' 500; exit 1`,
    told: failed(1305, 'The payload failed: exit code 1: FATAL: no conditions for run 4711', { trans: 1 }),
    extract: 'no conditions for run 4711',
  },
  {
    title: 'names its error only in the log of a transformation',
    script: `echo 'running EVNTtoHITS'; echo 'FATAL: no conditions for run 4711' > log.EVNTtoHITS; echo 'done with it'; exit 65`,
    told: failed(1305, 'The payload failed: exit code 65: FATAL: no conditions for run 4711', { trans: 65 }),
    extract: 'no conditions for run 4711',
  },
  {
    title: 'names its errors one after the other',
    script: `echo 'ERROR: no conditions' >&2; echo 'going on' >&2; echo 'FATAL: event loop failed' >&2; exit 1`,
    told: failed(1305, 'The payload failed: exit code 1: ERROR: no conditions | FATAL: event loop failed', {
      trans: 1,
    }),
  },
  {
    title: 'names its error on stdout, and says something else on stderr',
    script: `echo 'using 4 cores' >&2; echo 'FATAL: no conditions'; exit 1`,
    told: failed(1305, 'The payload failed: exit code 1: FATAL: no conditions', { trans: 1 }),
  },
  {
    title: 'says nothing at all',
    script: 'exit 4',
    told: failed(1305, 'The payload failed: exit code 4', { trans: 4 }),
  },
  {
    title: 'writes a line without an end, and control characters',
    script: `head -c 300000 /dev/zero | tr '\\0' x >&2; printf '\\033[2J\\007' >&2; exit 5`,
    told: failed(1305, 'The payload failed: exit code 5', { trans: 5 }),
  },
  {
    title: 'complains in colours, over and over in one line',
    script: `printf '10 %%\\r20 %%\\r\\033[1;31mERROR\\033[0m: no conditions\\r\\n' >&2; exit 1`,
    told: failed(1305, 'The payload failed: exit code 1: ERROR: no conditions', { trans: 1 }),
    extract: '20 %\nERROR: no conditions',
  },
  {
    title: 'prints a secret',
    script: "echo 'ERROR: https://joe:hidden@se.example/f refused' >&2; exit 6",
    told: failed(1305, 'The payload failed: exit code 6: ERROR: https://', { trans: 6 }),
    extract: 'se.example/f refused',
  },
  { title: 'closes its stdout and stderr', script: 'exec >&- 2>&-; exit 0', told: finished() },
  {
    title: 'closes them and fails',
    script: 'exec >&- 2>&-; exit 7',
    told: failed(1305, 'The payload failed: exit code 7', { trans: 7 }),
  },
  {
    title: 'puts a FIFO and a link to the credential where its output is',
    script: 'rm payload.stdout payload.stderr; mkfifo payload.stdout; ln -s "$VO_CREDENTIAL" payload.stderr; exit 8',
    told: failed(1305, 'The payload failed: exit code 8', { trans: 8 }),
  },
];

const reports: readonly Behaviour[] = [
  {
    title: 'fails with a jobReport.json',
    script: `${write('jobReport.json', { exitCode: 65, exitAcronym: 'TRF_EXEC_FAIL', exitMsg: 'Non-zero return code from EVNTtoHITS' })}\nexit 65`,
    told: failed(1305, 'The payload failed: exit code 65: Non-zero return code from EVNTtoHITS', {
      trans: 65,
      exe: 65,
    }),
    extract: 'Non-zero return code from EVNTtoHITS',
  },
  {
    title: 'ends with 0, but its jobReport.json does not',
    script: write('jobReport.json', { exitCode: 68, exitMsg: 'Fatal error in athena logfile' }),
    told: failed(1305, 'The payload failed: exit code 0, but error 68 reported', { trans: 68, exe: 68 }),
    extract: 'Fatal error in athena logfile',
  },
  {
    title: 'fails though its jobReport.json says 0',
    script: `${write('jobReport.json', { exitCode: 0 })}\nexit 9`,
    told: failed(1305, 'The payload failed: exit code 9', { trans: 9 }),
  },
  {
    title: 'fails with bad_alloc in its jobReport.json',
    script: `${write('jobReport.json', { exitCode: 65, exitMsg: 'x', executor: [{ logfileReport: { details: { FATAL: [{ message: 'bad_alloc in reconstruction' }] } } }] })}\nexit 65`,
    told: failed(1223, 'Payload could not allocate memory: exit code 65', { trans: 65, exe: 65 }),
  },
  ...(
    [
      ['cut off', write('jobReport.json', '{"exitCode": 6')],
      ['no object', write('jobReport.json', '[1, 2]')],
      ['of other types', write('jobReport.json', { exitCode: 'many', executor: 7, resource: null })],
      ['binary', 'head -c 4096 /dev/urandom > jobReport.json'],
      ['of 20 MB', 'truncate -s 20M jobReport.json'],
      ['a link to the credential', 'ln -s "$VO_CREDENTIAL" jobReport.json'],
      ['a FIFO', 'mkfifo jobReport.json'],
      ['a directory', 'mkdir jobReport.json'],
    ] as const
  ).map(([what, script]) => ({ title: `leaves a jobReport.json that is ${what}`, script, told: finished() })),
  {
    title: 'fails with a jobInfo.xml',
    script: `${write('jobInfo.xml', '<?xml version="1.0"?><jobinfo><error><errorcategory acronym="ATH_FAILURE" code="62000"/><message>event loop</message></error></jobinfo>')}\nexit 10`,
    told: failed(1305, 'The payload failed: exit code 10', { trans: 10, exe: 62000 }),
    extract: 'ATH_FAILURE',
  },
  {
    title: 'fails with a jobInfo.xml that is no XML',
    script: `${write('jobInfo.xml', '<jobinfo><error>')}\nexit 11`,
    told: failed(1305, 'The payload failed: exit code 11', { trans: 11 }),
  },
  {
    title: 'ends with 0 and a payload_error_report.json',
    script: write('payload_error_report.json', { error_code: 13, error_diag: 'no luck' }),
    told: failed(1305, 'The payload failed: exit code 0, but error 13 reported: no luck', { trans: 0, exe: 13 }),
    extract: 'no luck',
  },
  {
    title: 'ends with 0 and a payload_error_report.json of no error',
    script: write('payload_error_report.json', { error_code: 0, error_diag: '' }),
    told: finished(),
  },
  {
    title: 'ends with 0 and a payload_error_report.json that makes no sense',
    script: write('payload_error_report.json', { error_code: {}, error_diag: [] }),
    told: finished(),
  },
];

const outputs: readonly Behaviour[] = [
  { title: 'makes its outputs', script: 'echo x > a; echo y > b', outputs: ['a', 'b'], told: finished() },
  {
    title: 'makes only one of two outputs',
    script: 'echo x > a',
    outputs: ['a', 'b'],
    stored: ['a'],
    told: failed(1165, 'Expected output file is missing: b', { trans: 0 }),
  },
  {
    title: 'leaves out an output that it may leave out',
    script: 'echo x > a',
    outputs: ['a', 'b'],
    stored: ['a'],
    wire: { allowNoOutput: 'b' },
    told: finished(),
  },
  {
    title: 'leaves an empty output',
    script: ': > a',
    outputs: ['a'],
    told: failed(1191, 'File is empty: ', { trans: 0 }),
  },
  {
    title: 'fails, with outputs made',
    script: 'echo x > a; exit 12',
    outputs: ['a'],
    told: failed(1305, 'The payload failed: exit code 12', { trans: 12 }),
  },
  ...(
    [
      ['a link to the credential', 'ln -s "$VO_CREDENTIAL" a'],
      ['a second name of a file elsewhere', 'ln "$VO_CREDENTIAL" a'],
      ['a FIFO', 'mkfifo a'],
      ['a directory', 'mkdir a'],
      ['a device', 'mknod a c 1 5 2>/dev/null || mkfifo a'],
      ['a socket', `perl -MSocket -e 'socket S, PF_UNIX, SOCK_STREAM, 0; bind S, sockaddr_un "a"'`],
    ] as const
  ).map(([what, script]) => ({
    title: `leaves as its output ${what}`,
    script,
    outputs: ['a', 'b'],
    told: failed(1303, 'File could not be read or written: ', { trans: 0 }),
  })),
  {
    title: 'writes an output beyond the limit',
    // Far less than the work directory may hold: whichever is looked at first.
    script: `for i in $(seq 100); do head -c 100000 /dev/zero >> a; sleep 0.02; done; ${forEver}`,
    outputs: ['a'],
    told: failed(1124, 'Output file is larger than allowed: a has ', killed),
  },
  {
    title: 'leaves 100,000 files',
    script: `perl -e 'mkdir "many"; for (1 .. 100_000) { open F, ">", "many/$_" or die }'; echo x > a`,
    outputs: ['a'],
    told: finished(),
    withinSeconds: 60,
  },
];

const workDirectory: readonly Behaviour[] = [
  // Again and again: what the pilot writes meanwhile makes rm fail.
  {
    title: 'removes the directory of its job',
    script: 'until rm -rf "${PWD%/*}"; do :; done',
    told: finished(),
  },
  { title: 'closes the directory of its job', script: 'chmod 000 "${PWD%/*}"', told: finished() },
  {
    title: 'scrawls over the record of its job',
    script: 'for f in ../*.json*; do echo "}{" > $f; done',
    told: finished(),
  },
  {
    title: 'puts FIFOs in the place of the records of its job',
    script:
      'for f in ../*.* ../report.json ../log/log.tgz; do rm "$f"; mkfifo "$f"; done; mkfifo ../lease-99.json; exit 21',
    told: failed(1305, 'The payload failed: exit code 21', { trans: 21 }),
  },
  {
    title: 'puts links to the credential in the place of the records of its job',
    script: 'for f in ../*.* ../report.json ../log/log.tgz; do ln -sf "$VO_CREDENTIAL" "$f"; done; exit 22',
    told: failed(1305, 'The payload failed: exit code 22', { trans: 22 }),
  },
  {
    title: 'removes its work directory',
    script: 'until rm -rf "$PWD"; do :; done',
    outputs: ['a'],
    told: failed(1165, 'Expected output file is missing: a', { trans: 0 }),
  },
  {
    title: 'removes its work directory and needs nothing of it',
    script: 'until rm -rf "$PWD"; do :; done',
    told: finished(),
  },
  {
    title: 'puts another directory in its place',
    script: 'mv "$PWD" "$PWD.old"; mkdir "$PWD"; cd "$PWD"; echo x > a; rm -rf "$PWD.old"',
    outputs: ['a'],
    told: finished(),
  },
  {
    title: 'puts a link to elsewhere in its place, and fails',
    script: 'd=$PWD; mv "$d" "$d.old"; ln -s /etc "$d"; rm -rf "$d.old"; exit 14',
    told: failed(1305, 'The payload failed: exit code 14', { trans: 14 }),
  },
  {
    title: 'puts a link to elsewhere in its place, where a file has the name of its output',
    script: 'd=$PWD; mv "$d" "$d.old"; ln -s "${VO_CREDENTIAL%/*}" "$d"; rm -rf "$d.old"',
    outputs: ['credential'],
    told: failed(1303, 'File could not be read or written: ', { trans: 0 }),
  },
  {
    title: 'makes its output in a directory elsewhere that it links to',
    script: 'mkdir "$TMPDIR/d"; echo x > "$TMPDIR/d/a"; until rm -rf "$PWD"; do :; done; ln -s "$TMPDIR/d" "$PWD"',
    outputs: ['a'],
    told: failed(1303, 'File could not be read or written: ', { trans: 0 }),
  },
  {
    title: 'digs deeper than any path reaches, and gives files names that are no text',
    script: `perl -e 'open F, ">", "bad\\xff" or die; for (1 .. 60) { mkdir "d" x 200 or die; chdir "d" x 200 or die }'; exit 24`,
    told: failed(1305, 'The payload failed: exit code 24', { trans: 24 }),
  },
  {
    title: 'lets nobody into its directories',
    script: 'mkdir closed; echo x > closed/a; chmod 000 closed payload.stdout; exit 15',
    told: failed(1305, 'The payload failed: exit code 15', { trans: 15 }),
  },
];

const processes: readonly Behaviour[] = [
  {
    title: 'kills its supervisor',
    script: `kill -9 $PPID; ${forEver}`,
    told: failed(1176, 'Job process vanished without a result: the payload was running', killed),
  },
  {
    title: 'stops its supervisor',
    script: 'kill -STOP $PPID; echo the reason >&2; exit 23',
    told: failed(1305, 'The payload failed: exit code 23: the reason', { trans: 23 }),
  },
  {
    title: 'leaves a daemon',
    script: `setsid sh -c 'sleep 300 & sleep 301' >/dev/null 2>&1 & exit 0`,
    told: finished(),
  },
  {
    title: 'leaves a daemon that ignores SIGTERM and holds its stdout',
    script: `setsid sh -c "trap '' TERM; ${forEver}" & exit 16`,
    told: failed(1305, 'The payload failed: exit code 16', { trans: 16 }),
  },
  {
    title: 'runs away from its killer',
    script: `perl -e 'my $end = time + 20; while (time < $end) { fork and exit }' & exit 0`,
    told: finished(),
  },
  {
    title: 'starts hundreds of processes and waits for none',
    script: `i=0; while [ $i -lt 300 ]; do sleep 300 & i=$((i+1)); done; exit 17`,
    told: failed(1305, 'The payload failed: exit code 17', { trans: 17 }),
  },
  {
    title: 'forks for ever',
    script: `perl -e '$SIG{CHLD} = "IGNORE"; while (1) { if (!fork) { sleep 1; exit } select undef, undef, undef, 0.003 }'`,
    wire: { maxWalltime: 1 },
    told: failed(1213, "Slot is about to end: the payload ran into the job's wall-time limit of 1 s", killed),
  },
];

const steps: readonly Behaviour[] = [
  { title: 'has two steps that go well', steps: 2, script: 'echo "step $1" >> a', outputs: ['a'], told: finished() },
  {
    title: 'fails in the first of two steps',
    steps: 2,
    script: '[ "$1" != 1 ] || { echo "step $1 is broken" >&2; exit 18; }; echo x > a',
    outputs: ['a'],
    told: failed(1305, 'The payload failed: exit code 18: step 1 is broken', { trans: 18 }),
    extract: 'step 1 is broken',
  },
  {
    title: 'fails in the last of three steps',
    steps: 3,
    script: 'echo "step $1" >&2; [ "$1" != 3 ] || exit 19',
    told: failed(1305, 'The payload failed: exit code 19: step 3', { trans: 19 }),
    extract: 'step 3',
  },
  {
    title: 'is killed in the second of two steps',
    steps: 2,
    script: '[ "$1" != 2 ] || kill -9 $$',
    told: failed(1305, 'The payload failed: killed by SIGKILL', { trans: 137 }),
  },
];

/** Every row is a job of one pilot. */
export const behaviours: readonly Behaviour[] = [
  ...exitCodes,
  ...signals,
  ...notStarted,
  ...knownWords,
  ...output,
  ...reports,
  ...outputs,
  ...workDirectory,
  ...processes,
  ...overLimits,
  ...steps,
];
