import { currentProxyLimits, noProxyLimits, wikiProxyLimits } from '@panda-pilot/credentials';
import { expect, it } from 'vitest';
import { readLifetimeLimits } from '../../src/credential/lifetime-limits.ts';

it.each([
  ['wiki', wikiProxyLimits],
  ['current', currentProxyLimits],
  ['none', noProxyLimits],
  ['start=86400, stage-out=3600', { ...wikiProxyLimits, startSeconds: 86_400, stageOutSeconds: 3600 }],
  ['stage-in=0,running=0', { ...wikiProxyLimits, stageInSeconds: 0, runningSeconds: 0 }],
])('reads %s', (text, limits) => expect(readLifetimeLimits(text)).toEqual(limits));

it.each(['', 'wikis', 'start', 'start=', 'start=1h', 'start=-1', 'grace=3', 'start=1,,', 'toString=1', 'constructor'])(
  'refuses "%s" with a sentence',
  (text) => expect(() => readLifetimeLimits(text)).toThrow(/^".*" is no limit; there are wiki, .* seconds for start/),
);
