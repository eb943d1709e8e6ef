import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPilotError, overrideQueuedata, parseQueuedata, takeQueuedataOverrides } from '../../src/index.ts';

describe('takeQueuedataOverrides', () => {
  it.each([
    ['-x 1', '-x 1', {}],
    ['--overwriteQueuedata={copytool=mv}', '', { copytool: 'mv' }],
    ['-x 1 --overwriteQueuedata={a=1,b=2} -y', '-x 1 -y', { a: '1', b: '2' }],
    ['--overwriteAGISdata={a=1} -y', '-y', { a: '1' }],
    ['--overwriteQueueData={a = 1, b=x y } -y', '-y', { a: '1', b: 'xy' }],
    [`-x --overwriteQueuedata={a='1,2',b="x}y"} -y`, '-x -y', { a: '1,2', b: 'x}y' }],
    ["--overwriteQueuedata={'allow_lan': False, 'maxtime': 60}", '', { allow_lan: 'False', maxtime: '60' }],
    [
      '--overwriteQueuedata={params={"pilot_rss_grace": 10, "x": [1,2]},a=1}',
      '',
      {
        params: '{"pilot_rss_grace": 10, "x": [1,2]}',
        a: '1',
      },
    ],
    ['--overwriteQueuedata={copysetup=/s.sh^a=b^c^False^True}', '', { copysetup: '/s.sh^a=b^c^False^True' }],
    ['--overwriteQueuedata={timefloor=,a=1,}', '', { timefloor: '', a: '1' }],
    ['--overwriteQueuedata={}', '', {}],
    ["--overwriteQueuedata={a=it's}", '', { a: "it's" }],
  ])('takes from %j', (jobParameters, parameters, overrides) => {
    expect(takeQueuedataOverrides(jobParameters)).toEqual({ parameters, overrides });
  });

  it('does not swallow braces of other options', () => {
    expect(takeQueuedataOverrides('--overwriteQueuedata={a=1} --preExec "x={1:2}" --opt={b=2}')).toEqual({
      parameters: '--preExec "x={1:2}" --opt={b=2}',
      overrides: { a: '1' },
    });
  });

  it('takes several, the later wins', () => {
    expect(takeQueuedataOverrides('--overwriteQueuedata={a=1,b=1} -x --overwriteAGISdata={b=2}')).toEqual({
      parameters: '-x',
      overrides: { a: '1', b: '2' },
    });
  });

  it('leaves an option alone whose name only ends like it', () => {
    expect(takeQueuedataOverrides('--no--overwriteQueuedata={a=1}').overrides).toEqual({});
  });

  it.each([
    ['--overwriteQueuedata={a=1', 'has no closing brace'],
    ["--overwriteQueuedata={a='}'", 'has no closing brace'],
    ['--overwriteQueuedata={a}', '"a" is not name=value'],
    ['--overwriteQueuedata={=1}', '"=1" is not name=value'],
  ])('refuses %j', (jobParameters, problem) => {
    try {
      takeQueuedataOverrides(jobParameters);
      expect.unreachable();
    } catch (error) {
      expect(isPilotError(error, 'QUEUEDATA_NOT_OK') && error.message).toContain(problem);
    }
  });

  it('brings back quoted values and leaves the rest of the parameters', () => {
    const value = fc.stringMatching(/^[^']*$/);
    const rest = fc.stringMatching(/^[^\s]*$/).filter((text) => !text.includes('overwrite'));
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), value), rest, (overrides, rest) => {
        const pairs = Object.entries(overrides).map(([name, value]) => `${name}='${value}'`);
        expect(takeQueuedataOverrides(`-a --overwriteQueuedata={${pairs.join(',')}} ${rest}`)).toEqual({
          parameters: `-a ${rest}`,
          overrides: { ...overrides },
        });
      }),
    );
  });
});

describe('overrideQueuedata', () => {
  const queue = parseQueuedata('{"nickname":"Q","copytool":"cp","timefloor":60,"params":{"pilot_rss_grace":5}}');

  it('reads the fields of the job in place of those of the queue', () => {
    const { overrides } = takeQueuedataOverrides(
      '--overwriteQueuedata={copytool=lcgcp,timefloor=,params={"pilot_rss_grace":"70"},catchall=\'a=1,b\',special=1}',
    );
    const changed = overrideQueuedata(queue, overrides);
    expect(changed).toMatchObject({
      copytool: 'lcg-cp',
      copytoolIn: 'lcg-cp',
      params: { rssGracePercent: 70 },
      catchall: { a: '1', b: '' },
      unknown: { special: '1' },
    });
    expect(changed.timefloorMinutes).toBeUndefined();
    expect(queue.copytool).toBe('cp');
  });

  it('tells an override that cannot be read', () => {
    expect(() => overrideQueuedata(queue, { maxtime: 'long' })).toThrow('maxtime: "long" is not a number');
  });
});
