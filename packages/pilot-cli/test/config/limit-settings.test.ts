import { describe, expect, it } from 'vitest';
import { limitSettings } from '../../src/config/limit-settings.ts';

const { schema } = limitSettings.limits;

describe('--limits', () => {
  it('takes seconds and megabytes by short names', () => {
    expect(schema.parse('looping=7200, stdout=0.5,cpu-factor=2')).toEqual({
      loopingProductionMs: 7_200_000,
      stdoutBytes: 512 * 1024,
      cpuFactor: 2,
    });
    expect(schema.parse({ memory: 4000 })).toEqual({ memoryBytes: 4000 * 1024 ** 2 });
    expect(schema.parse(undefined)).toEqual({});
  });

  it.each(['loopin=3', 'stdout', 'stdout=', 'stdout=big', 'memory=-1', 'file-period=0', { memory: null, stdout: 'x' }])(
    'refuses %j',
    (text) => {
      expect(schema.safeParse(text).success).toBe(false);
    },
  );

  it('says what is wrong with each', () => {
    expect(schema.safeParse('loopin=3,stdout=big').error?.issues.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^"loopin" is no limit; there are looping \(s\), /),
      'stdout: "big" is no number',
    ]);
  });
});
