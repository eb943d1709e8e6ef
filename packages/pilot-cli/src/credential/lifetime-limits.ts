import { type ProxyLimits, currentProxyLimits, noProxyLimits, wikiProxyLimits } from '@panda-pilot/credentials';

const named: ReadonlyMap<string, ProxyLimits> = new Map([
  ['wiki', wikiProxyLimits],
  ['current', currentProxyLimits],
  ['none', noProxyLimits],
]);

const moments: ReadonlyMap<string, keyof ProxyLimits> = new Map([
  ['start', 'startSeconds'],
  ['stage-in', 'stageInSeconds'],
  ['running', 'runningSeconds'],
  ['stage-out', 'stageOutSeconds'],
]);

/**
 * `wiki`, `current`, `none`, or seconds for some moments, such as `start=86400,stage-out=3600`: those of `wiki` for the
 * others. Throws an Error that tells the mistake.
 */
export function readLifetimeLimits(text: string): ProxyLimits {
  const limits = named.get(text);
  if (limits !== undefined) return limits;
  return { ...wikiProxyLimits, ...Object.fromEntries(text.split(',').map(limitOf)) };
}

function limitOf(pair: string): [keyof ProxyLimits, number] {
  const [, name = '', seconds = ''] = /^([a-z-]+)=(\d{1,9})$/.exec(pair.trim()) ?? [];
  const moment = moments.get(name);
  if (moment === undefined) {
    const known = `${[...named.keys()].join(', ')}, and seconds for ${[...moments.keys()].join(', ')}`;
    throw new Error(`"${pair}" is no limit; there are ${known}, as in start=86400,stage-out=3600`);
  }
  return [moment, Number(seconds)];
}
