import { expect, it } from 'vitest';
import { RequestLog } from '../../src/http/request-log.ts';

it('keeps the last requests only', () => {
  const log = new RequestLog(2);
  for (const method of ['a', 'b', 'c']) {
    log.add({ at: new Date(), verb: 'GET', method, arguments: {}, answer: { status: 200, body: '' } });
  }
  expect(log.all().map(({ method }) => method)).toEqual(['b', 'c']);
});
