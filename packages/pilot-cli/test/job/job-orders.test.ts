import { describe, expect, it } from 'vitest';
import { createJobOrders } from '../../src/job/job-orders.ts';

describe('the orders of a job', () => {
  it('end it with the error of whoever wanted that, the first one for good', () => {
    const orders = createJobOrders(false);
    orders.hear([]);
    expect(orders.kill.aborted).toBe(false);
    orders.hear([{ kind: 'tobekilled' }]);
    orders.hear([{ kind: 'softkill' }]);
    expect(orders.kill.reason).toMatchObject({ errorName: 'PANDA_KILL' });
  });

  it('keep debug mode for as long as the server asks for it', () => {
    const orders = createJobOrders(true);
    expect(orders.debug).toBe(true);
    orders.hear([{ kind: 'debug' }, { kind: 'text', text: 'ls -l' }]);
    expect([orders.debug, orders.question]).toEqual([true, 'ls -l']);
    orders.hear([]);
    expect([orders.debug, orders.question]).toEqual([false, undefined]);
  });
});
