import { describe, expect, it } from 'vitest';
import { decideOnQueue } from '../../src/queue/queue-status.ts';

describe('decideOnQueue', () => {
  it.each([
    [{ status: 'online' }, 'run'],
    [{ status: 'online', state: 'ACTIVE' }, 'run'],
    [{ status: 'online', state: 'active' }, 'run'],
    [{ status: 'brokeroff' }, 'run'],
    [{ status: 'standby' }, 'run'],
    [{ status: 'test' }, 'run-tests'],
  ])('answers %j with %s', (queue, kind) => expect(decideOnQueue({ name: 'Q', ...queue }).kind).toBe(kind));

  it.each([
    [{ status: 'offline' }, 1386, 'Queue is not online: Q is offline'],
    [{ status: 'paused' }, 1386, 'Queue is not online: Q is paused'],
    [{ status: 'online', state: 'DISABLED' }, 1359, 'Queue is not active: Q has the state DISABLED'],
    [{ status: 'offline', state: 'DISABLED' }, 1359, 'Queue is not active: Q has the state DISABLED'],
  ])('leaves at %j with %i', (queue, code, message) =>
    expect(decideOnQueue({ name: 'Q', ...queue })).toMatchObject({ kind: 'leave', error: { code, message } }),
  );
});
