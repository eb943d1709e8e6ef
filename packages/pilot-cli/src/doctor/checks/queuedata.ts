import { copytoolsFor, type Queuedata } from '@panda-pilot/core';
import { type Check, fail, type Finding, ok, warn } from '../check.ts';

/** The configuration of the queue. */
export const queuedata: Check = {
  name: 'queuedata',
  about: "the queue's configuration: found, readable, online, with storages and copytools",
  needs: 'queue',
  look: async (patient) => judgeQueue(await patient.queuedata()),
};

/** Pure. */
export function judgeQueue(queue: Queuedata): readonly Finding[] {
  const reading = copytoolsFor(queue, 'pr').join(', ');
  const writing = copytoolsFor(queue, 'pw').join(', ');
  const tools = reading === writing ? reading : `${reading} to read, ${writing} to write`;
  const text = `${queue.name} is ${queue.status}, copytools: ${tools || 'none'}`;
  if (reading === '' || writing === '') {
    return [fail(text, { owner: 'queue', advice: 'give the queue copytools (copytools, acopytools) in CRIC' })];
  }
  if (queue.status === 'online') return [ok(text)];
  const advice = 'set it online in CRIC when it is to take jobs; until then only tests are sent, if anything';
  return [warn(text, { owner: 'queue', advice })];
}
