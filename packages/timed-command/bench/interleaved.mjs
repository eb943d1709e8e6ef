import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/**
 * Peers take turns, in an order that is drawn anew each round: what else the machine does hits all alike. Each begins with an empty nursery: the
 * garbage of one (execa makes 240 KiB a command, `spawn` 36) is not to be collected in the turn of another.
 */
export async function interleaved(peers, rounds, measure) {
  const times = new Map(Object.keys(peers).map((name) => [name, []]));
  for (let round = -Math.ceil(rounds / 20); round < rounds; round += 1) {
    for (const [name, peer] of shuffled(Object.entries(peers))) {
      collectGarbage({ type: 'minor' });
      const time = await measure(peer);
      if (round >= 0) times.get(name).push(time);
      // What a peer has left to do is not to be paid by the next one.
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  return times;
}

export function median(values) {
  return quantile(values, 0.5);
}

export function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))];
}

function shuffled(list) {
  return list
    .map((entry) => ({ entry, key: Math.random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ entry }) => entry);
}
