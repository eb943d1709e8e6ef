import { PilotError } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { createStopOrder } from '../../src/channel/stop-order.ts';

const term = new PilotError('SIGTERM');
const kill = new PilotError('PANDA_KILL');
const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener('abort', () => resolve(signal.reason));
    setTimeout(() => resolve('not aborted'), 400);
  });

describe('a stop order', () => {
  it('stops the payload at once, and what stores outputs after the grace', async () => {
    const stop = createStopOrder(60);
    stop.order(term);
    expect(stop.signal.reason).toBe(term);
    expect(stop.storingSignal.aborted).toBe(false);
    expect(await aborted(stop.storingSignal)).toBe(term);
  });

  it('of the server leaves outputs no grace, yet the log has its own', async () => {
    const stop = createStopOrder(10_000);
    stop.order(kill);
    expect(await aborted(stop.storingSignal)).toBe(kill);
    const [half, whole] = [stop.logSignal(0.005), stop.logSignal()];
    expect([half.aborted, whole.aborted]).toEqual([false, false]);
    expect(await aborted(half)).toBe(kill);
    expect(whole.aborted).toBe(false);
  });

  it('that ends the payload alone leaves what is stored all its time, until somebody orders to stop', async () => {
    const stop = createStopOrder(30);
    const looping = new PilotError('LOOPING_JOB');
    const heard: PilotError[] = [];
    stop.whenOrdered((cause) => heard.push(cause));
    stop.endPayload(looping);
    expect(stop.signal.reason).toBe(looping);
    const log = stop.logSignal();
    expect(await aborted(log)).toBe('not aborted');
    expect(stop.storingSignal.aborted).toBe(false);
    stop.order(term);
    expect(await aborted(log)).toBe(term);
    expect(heard[0]).toBe(looping);
  });

  it('keeps the first cause', () => {
    const stop = createStopOrder(0);
    const heard: PilotError[] = [];
    stop.whenOrdered((cause) => heard.push(cause));
    stop.order(kill);
    stop.order(term);
    expect(heard).toEqual([kill]);
    expect(stop.signal.reason).toBe(kill);
  });

  it('no longer fails a job whose payload is over', () => {
    const stop = createStopOrder(0);
    const heard: PilotError[] = [];
    stop.whenOrdered((cause) => heard.push(cause));
    stop.payloadIsOver();
    stop.order(term);
    expect(heard).toEqual([]);
  });
});
