import { type Behaviour, failed } from './behaviour.ts';

/** Scripts that say something on stderr or on stdout, and fail. */
const say = (words: string): string => `printf '%s\\n' '${words}' >&2; exit 1`;
const print = (words: string): string => `printf '%s\\n' '${words}'; exit 1`;

/** What payloads say before they fail, and the code of it. */
export const knownWords: readonly Behaviour[] = (
  [
    [1212, 'kernel: oom-kill:constraint=CONSTRAINT_MEMCG', say],
    [1212, 'Out of memory: Killed process 4711 (athena.py)', print],
    [1212, 'MemoryRescueSvc FATAL the reserve is gone', say],
    [1212, 'terminate called after throwing an instance of std::bad_alloc', say],
    [1212, 'MemoryError: Unable to allocate 3 GiB', say],
    [1212, 'java.lang.OutOfMemoryError: Java heap space', print],
    [1212, 'sh: fork: Cannot allocate memory', say],
    [1307, 'ERROR : no loop devices available', say],
    [1308, 'FATAL:   container creation failed: mount hook function failure', say],
    [1309, 'FATAL: while mounting image /proc/self/fd/3', say],
    [1345, 'ERROR  : Failed to create user namespace: not allowed', say],
    [1340, 'Failed invoking the NEWUSER namespace runtime', say],
    [1360, 'FATAL:   could not open image /cvmfs/x.sif', say],
    [1372, 'bash: apptainer: command not found', say],
    [1325, 'bash: singularity: command not found', say],
    [1211, 'sh: 1: .: cannot open /sw/17.0/setup.sh: No such file', say],
    [1211, 'script: line 3: /sw/asetup.setup.sh: No such file or directory', say],
    [1115, 'sqlite3.OperationalError: database is locked', say],
    [1098, 'write error: No space left on device', say],
    [1369, 'frontier.c: No more proxies. Last error was: timeout', print],
    [1349, 'Reco_tf.py: error: unrecognized arguments: --fast', say],
  ] as const
).map(([code, line, how]) => ({
  title: `fails and says "${line}"`,
  script: how(line),
  told: failed(code, '', { trans: 1 }),
  extract: line,
}));
