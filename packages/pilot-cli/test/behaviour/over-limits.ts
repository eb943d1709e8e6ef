import { type Behaviour, failed, finished, forEver } from './behaviour.ts';

/** Watched for progress: the others are left alone, however slow the machine. */
const watched = { loopingCheck: true };
const killed = { trans: undefined } as const;

/** Writes until the limit of a file is passed many times over, and never so much that the work directory's could be, too: whichever is looked at first. */
const aLot = (rounds: number, step: string): string =>
  `for i in $(seq ${rounds}); do ${step}; sleep 0.01; done; ${forEver}`;

/** What passes a limit, or nearly does. */
export const overLimits: readonly Behaviour[] = [
  {
    title: 'changes no file',
    script: forEver,
    wire: watched,
    told: failed(1150, 'Payload made no progress and was stopped: no file has changed for ', killed),
  },
  {
    title: 'changes no file and ignores SIGTERM, in sessions of its own',
    script: `trap '' TERM; setsid sh -c "trap '' TERM; ${forEver}" & ${forEver}`,
    wire: watched,
    told: failed(1150, 'Payload made no progress and was stopped: no file has changed for ', killed),
  },
  {
    title: 'changes no file, and answers SIGTERM with 0',
    script: `trap 'exit 0' TERM; ${forEver}`,
    wire: watched,
    outputs: ['a'],
    told: failed(1150, 'Payload made no progress and was stopped: no file has changed for ', killed),
  },
  { title: 'changes no file, but asks not to be watched for that', script: 'sleep 2', told: finished() },
  {
    title: 'fills its work directory',
    script: 'while :; do head -c 3000000 /dev/zero >> big; sleep 0.02; done',
    told: failed(1104, 'Work directory grew beyond its limit: ', killed),
  },
  {
    title: 'fills its TMPDIR',
    script: 'while :; do head -c 3000000 /dev/zero >> "$TMPDIR/big"; sleep 0.02; done',
    told: failed(1104, 'Work directory grew beyond its limit: ', killed),
  },
  {
    title: 'fills another directory in the place of its own',
    script: `rm -rf "$PWD"; mkdir "$PWD"; cd "$PWD"; while :; do head -c 3000000 /dev/zero >> big; sleep 0.02; done`,
    told: failed(1104, 'Work directory grew beyond its limit: ', killed),
  },
  {
    title: 'prints 10 MB',
    script: aLot(10, `head -c 1000000 /dev/zero | tr '\\0' '\\n'`),
    told: failed(1106, 'Payload log grew beyond its limit: payload.stdout has ', killed),
  },
  {
    title: 'prints 10 GB at once',
    script: `truncate -s 10G payload.stdout; ${forEver}`,
    told: failed(1106, 'Payload log grew beyond its limit: payload.stdout has 10', killed),
  },
  {
    title: 'complains again and again',
    script: aLot(100, 'head -c 100000 /dev/zero >&2'),
    told: failed(1106, 'Payload log grew beyond its limit: payload.stderr has ', killed),
  },
  {
    title: 'fills the log of a transformation',
    script: aLot(100, 'head -c 100000 /dev/zero >> log.EVNTtoHITS'),
    told: failed(1106, 'Payload log grew beyond its limit: log.EVNTtoHITS has ', killed),
  },
  {
    title: 'eats memory without end',
    script: `perl -e 'while (1) { push @x, "y" x 1_000_000; select undef, undef, undef, 0.01 }'`,
    wire: { minRamCount: 20 },
    told: failed(1235, 'Payload passed its memory limit and was stopped: ', killed),
  },
  {
    title: 'uses more CPU time than it may',
    script: 'while :; do :; done',
    wire: { maxCpuCount: 1 },
    told: failed(1204, 'Stopped by SIGXCPU at the CPU time limit: the payload has used ', killed),
  },
  {
    title: 'runs for longer than it may',
    script: forEver,
    wire: { maxWalltime: 1 },
    told: failed(1213, "Slot is about to end: the payload ran into the job's wall-time limit of 1 s", killed),
  },
];
