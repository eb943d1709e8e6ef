import { describe, expect, it } from 'vitest';
import { knownWords, recognise } from '../../src/interpretation/known-words.ts';

const err = (stderr: string): { stdout: string; stderr: string } => ({ stdout: '', stderr });
const out = (stdout: string): { stdout: string; stderr: string } => ({ stdout, stderr: '' });

describe('recognise', () => {
  it.each([
    ['PAYLOAD_OUT_OF_MEMORY', err('slurmstepd: error: Detected 1 oom-kill event(s) in StepId=7.batch.')],
    ['PAYLOAD_OUT_OF_MEMORY', err('MemoryRescueSvc   FATAL  ran out of memory')],
    ['PAYLOAD_OUT_OF_MEMORY', out("terminate called after throwing an instance of 'std::bad_alloc'")],
    ['PAYLOAD_OUT_OF_MEMORY', out('caught St9bad_alloc')],
    ['PAYLOAD_OUT_OF_MEMORY', err('Traceback\n  File "x.py"\nMemoryError')],
    ['PAYLOAD_OUT_OF_MEMORY', err('numpy.core._exceptions._ArrayMemoryError: Unable to allocate 7 TiB')],
    ['PAYLOAD_OUT_OF_MEMORY', err('Exception in thread "main" java.lang.OutOfMemoryError: Java heap space')],
    ['PAYLOAD_OUT_OF_MEMORY', err('bash: fork: Cannot allocate memory')],
    ['SINGULARITY_NO_LOOP_DEVICES', err('FATAL: container creation failed: no loop devices available')],
    [
      'SINGULARITY_BIND_POINT_FAILURE',
      err('FATAL:   container creation failed: mount hook function failure: mount /data'),
    ],
    ['SINGULARITY_IMAGE_MOUNT_FAILURE', err('FATAL:   while mounting image /img.sif: permission denied')],
    [
      'SINGULARITY_FAILED_USER_NAMESPACE',
      err('ERROR  : Failed to create user namespace: not allowed to create user namespace'),
    ],
    ['SINGULARITY_NEWUSER_NAMESPACE', err('ERROR  : Failed invoking the NEWUSER namespace runtime: Invalid argument')],
    ['IMAGE_NOT_FOUND', err('FATAL:   could not open image /cvmfs/x/centos7: failed to retrieve path')],
    ['APPTAINER_NOT_INSTALLED', err('./run.sh: line 3: apptainer: command not found')],
    ['SINGULARITY_NOT_INSTALLED', err('sh: 1: singularity: not found')],
    ['MISSING_INSTALLATION', err('sh: 1: .: cannot open /cvmfs/x/asetup.sh: No such file')],
    ['MISSING_INSTALLATION', err('./t.sh: line 2: /sw/17.0.1/cmtsite/setup.sh: No such file or directory')],
    ['NFS_SQLITE', out('prepare 5 database is locked')],
    ['NO_LOCAL_SPACE', err("cp: error writing 'out': No space left on device")],
    ['FRONTIER', out('frontier_client: No more servers/proxies: No more proxies')],
    ['UNRECOGNIZED_TRF_ARGUMENTS', err('Reco_tf.py: error: unrecognized arguments: --maxevnts')],
  ] as const)('finds %s', (error, output) => {
    expect(recognise(output)?.error).toBe(error);
  });

  it.each(['', 'exit 3', 'our allocator is not bad', 'sqlite was unlocked', 'space was left on the device'])(
    'finds nothing in %j',
    (text) => {
      expect(recognise({ stdout: text, stderr: text })).toBeUndefined();
    },
  );

  it('takes the first row that fits and tells the line', () => {
    const output = err('a\nNo space left on device\n  MemoryError  \n');
    expect(recognise(output)).toEqual({ error: 'NO_LOCAL_SPACE', line: 'No space left on device' });
    expect(recognise(err('MemoryError: x\nNo space left on device'))).toMatchObject({ error: 'PAYLOAD_OUT_OF_MEMORY' });
  });

  it('looks only where the words would be', () => {
    expect(recognise(out('sh: 1: singularity: not found'))).toBeUndefined();
  });

  it('is not slowed down by hostile lines', () => {
    const hostile = `${'FATAL:'.repeat(60)}${'MemoryRescueSvc'.repeat(3)}\n`.repeat(500);
    const startedAt = performance.now();
    recognise({ stdout: hostile.replaceAll('Svc', 'Sv'), stderr: hostile.replaceAll('Svc', 'Sv') });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('has no row that a global flag would make forgetful', () => {
    expect(knownWords.filter(({ words }) => words.global || words.sticky)).toEqual([]);
  });
});
