import { parseJob } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { coprocessPart, countParts, outputFiles, payloadParts } from '../../src/payload/payload-parts.ts';
import { jobFixture } from '../job-fixture.ts';

describe('payloadParts', () => {
  it('is the step alone, for most jobs', () => {
    const job = jobFixture({ jobPars: `-c 'echo hi' $HOME` });
    expect(payloadParts(job)).toMatchObject([
      { kind: 'step', name: 'payload', words: ['run.sh', '-c', 'echo hi', '$HOME'] },
    ]);
    expect(coprocessPart(job)).toBeUndefined();
    expect(countParts(job)).toBe(1);
  });

  it('is all steps, with a command before and one after them', () => {
    const job = parseJob({
      ...jobFixture({ transformation: 'a\nb', jobPars: '1\n2', homepackage: 'p\nq' }).wire,
      preprocess: { command: 'pre', args: "-x 'a b'" },
      postprocess: { command: 'post now', args: '' },
      coprocess: { command: 'co', args: '1' },
    });
    expect(payloadParts(job).map(({ kind, name, words }) => [kind, name, words])).toEqual([
      ['preprocess', 'preprocess', ['pre', '-x', 'a b']],
      ['step', 'payload_1', ['a', '1']],
      ['step', 'payload_2', ['b', '2']],
      ['postprocess', 'postprocess', ['post', 'now']],
    ]);
    expect(coprocessPart(job)).toMatchObject({ kind: 'coprocess', words: ['co', '1'], step: { homepackage: 'p' } });
    expect(countParts(job)).toBe(4);
    expect(outputFiles('/w', { name: 'payload_2' })).toEqual(['/w/payload_2.stdout', '/w/payload_2.stderr']);
  });

  it('has the shell of an image run what was prepared for it', () => {
    const { wire } = jobFixture({ transformation: 'https://x/runGen-00-00-02', jobPars: "-p 'a b'" });
    const preprocess = { command: 'https://x/runGen-00-00-02', args: '--preprocess' };
    const containerOptions = { containerExec: 'cat x; /bin/sh x', containerImage: 'docker://x' };
    const words = (more: object): unknown => payloadParts(parseJob({ ...wire, ...more })).map((part) => part.words);
    expect(words({ preprocess, containerOptions })).toEqual([
      ['https://x/runGen-00-00-02', '--preprocess'],
      ['/bin/sh', '-c', 'cat x; /bin/sh x'],
    ]);
    expect(words({ containerOptions })).toEqual([['https://x/runGen-00-00-02', '-p', 'a b']]);
    expect(words({ preprocess, containerOptions: { containerExec: ' ' } })).toContainEqual([
      'https://x/runGen-00-00-02',
      '-p',
      'a b',
    ]);
  });

  it('refuses a quotation that does not end', () => {
    expect(() => payloadParts(jobFixture({ jobPars: "'a" }))).toThrow(/does not end/);
  });
});
