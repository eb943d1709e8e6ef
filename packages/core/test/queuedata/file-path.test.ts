import { describe, expect, it } from 'vitest';
import { nativePath, rucioPath, userPath } from '../../src/index.ts';

describe('rucioPath', () => {
  it('has two pairs of digits of the MD5 of scope and name', () => {
    // printf 'user.jdoe:file.root' | md5sum
    expect(rucioPath('user.jdoe', 'file.root')).toBe('rucio/user/jdoe/59/52/file.root');
  });
});

describe('userPath', () => {
  it.each([
    ['user.jdoe.0328.test', 'user/jdoe/0328/user.jdoe.0328.test/x'],
    ['user.jdoe.0328.test_sub012345', 'user/jdoe/0328/user.jdoe.0328.test/x'],
    ['user.jdoe.0328.test/', 'user/jdoe/0328/user.jdoe.0328.test/x'],
    ['group.phys.2011.test', 'group/phys/2011/group.phys.2011.test/x'],
    ['user.jdoe.out', 'user/jdoe/out/user.jdoe.out/x'],
    ['user.jdoe', undefined],
    ['user..tag.x', undefined],
    ['mc12_8TeV.1.x', undefined],
  ])('of %s is %s', (dataset, path) => {
    expect(userPath(dataset, 'x')).toBe(path);
  });
});

describe('nativePath', () => {
  it.each([
    ['plain', 'other/plain/x'],
    ['plain_sub001', 'other/plain/x'],
    ['a.b', 'a/a.b/x'],
    ['a.b.c', 'a/b/c/a.b.c/x'],
    ['a.b.c.d', 'a/b/c/a.b.c.d/x'],
    ['user10.JDoe.1.2.3.4', 'user10/JDoe/1/user10.JDoe.1.2.3.4/x'],
    ['mc11.105200.T1.simul.HITS', 'mc11/HITS/other/mc11.105200.T1.simul.HITS/x'],
    ['mc11.105200.T1.simul.HITS.e835_s1272', 'mc11/HITS/e835_s1272/mc11.105200.T1.simul.HITS.e835_s1272/x'],
    [
      'mc11.105200.T1.simul.HITS.e835_s1272_tid123456_00',
      'mc11/HITS/e835_s1272/mc11.105200.T1.simul.HITS.e835_s1272_tid123456_00/x',
    ],
    ['mc11.105200.T1.simul.HITS.e835_tid1_00_sub0123', 'mc11/HITS/e835/mc11.105200.T1.simul.HITS.e835_tid1_00/x'],
    ['mc11.105200.T1.simul.HITS.e835_tid1_00_dis0123', 'mc11/HITS/e835/mc11.105200.T1.simul.HITS.e835_tid1_00/x'],
  ])('of %s is %s', (dataset, path) => {
    expect(nativePath(dataset, 'x')).toBe(path);
  });
});
