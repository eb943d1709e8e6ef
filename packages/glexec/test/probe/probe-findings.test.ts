import { describe, expect, it } from 'vitest';
import { guarantees, type Policy } from '../../src/launcher.ts';
import { judgeProbe } from '../../src/probe/probe-findings.ts';

const policy: Policy = {
  demands: [],
  network: 'none',
  readable: [],
  limits: { processes: 10, fileBytes: 1000, temporaryBytes: 1_000_000 },
};
const context = { policy, uid: 2, ownUid: 1, daemonDied: true };
const perfect = [
  'can read',
  'can write',
  'can search',
  'can list',
  'can measure',
  'sees namespaces',
  'has no-new-privileges',
  'has unshare',
  'limit processes 10',
  'limit file 1024',
  'space /tmp 980',
  'left daemon',
  'done',
];

const judge = (lines: readonly string[], change: Partial<typeof context> = {}) =>
  judgeProbe(`${lines.join('\n')}\n`, { ...context, ...change });

describe('a probe', () => {
  it('finds nothing wanting in a perfect launcher', () => {
    expect(judge(perfect)).toEqual({});
  });

  it('believes nothing that was not tried', () => {
    expect(Object.keys(judge(['done'], { uid: 1 }))).toEqual([...guarantees]);
  });

  it.each([
    ['reads /d/bait', 'hidden-files'],
    ['writes /d/state', 'hidden-files'],
    ['reads environment', 'guarded-pilot'],
    ['reads memory', 'guarded-pilot'],
    ['reads descriptors', 'guarded-pilot'],
    ['signals decoy', 'guarded-pilot'],
    ['shares pid', 'own-processes'],
    ['sees processes', 'own-processes'],
    ['shares net', 'own-network'],
    ['makes namespaces', 'no-user-namespaces'],
    ['forks beyond limit', 'limited-processes'],
    ['space /var/tmp 100000', 'limited-disk'],
  ])('takes %j as the end of %s', (line, guarantee) => {
    expect(Object.keys(judge([...perfect, line]))).toEqual([guarantee]);
  });

  it.each([
    ['has no-new-privileges', 'no-new-privileges'],
    ['has unshare', 'no-user-namespaces'],
    ['limit processes 10', 'limited-processes'],
    ['limit file 1024', 'limited-files'],
    ['left daemon', 'certain-kill'],
    ['can write', 'hidden-files'],
    ['can list', 'guarded-pilot'],
    ['can measure', 'limited-disk'],
  ])('misses %j', (line, guarantee) => {
    expect(Object.keys(judge(perfect.filter((one) => one !== line)))).toEqual([guarantee]);
  });

  it('looks at who owns what was written, and at what outlived it', () => {
    expect(judge(perfect, { uid: 1 })).toEqual({ 'other-account': 'it runs as uid 1, as the pilot does' });
    expect(judge(perfect, { daemonDied: false })).toEqual({ 'certain-kill': 'a daemon that hid outlived it' });
  });

  it('proves no limit that the policy does not set', () => {
    const unlimited = { ...policy, limits: {} };
    expect(Object.keys(judge(perfect, { policy: unlimited }))).toEqual([
      'limited-processes',
      'limited-files',
      'limited-disk',
    ]);
  });

  it('compares limits with what the policy says', () => {
    const generous = perfect.map((line) =>
      line.replace('limit processes 10', 'limit processes unlimited').replace('1024', '2048'),
    );
    expect(judge(generous)).toEqual({
      'limited-processes': 'its limit is Infinity, not 10',
      'limited-files': 'its limit is 2048 bytes, not 1000',
    });
  });
});
