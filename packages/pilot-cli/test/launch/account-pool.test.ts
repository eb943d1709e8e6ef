import { silentLogger } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { createAccountPool } from '../../src/launch/account-pool.ts';

const never = new AbortController().signal;

/** Accounts of one node: what a pilot has, no other gets. */
function node(taken: readonly string[] = []) {
  const others = new Set(taken);
  const claim = async (name: string) => {
    await Promise.resolve();
    if (others.has(name)) return undefined;
    others.add(name);
    return { release: () => void others.delete(name) };
  };
  const pilot = (accounts: readonly string[], patienceMs = 0, pauseMs = 1) =>
    createAccountPool(accounts, { claim, patienceMs, pauseMs, logger: silentLogger });
  return { pilot, others };
}

describe('the accounts of a node', () => {
  it('go to its pilots one by one: the next that is free', async () => {
    const { pilot } = node(['a']);
    const [first, second] = [pilot(['a', 'b', 'c']), pilot(['a', 'b', 'c'])];
    expect((await first.take(never)).name).toBe('b');
    expect((await second.take(never)).name).toBe('c');
  });

  it('are different ones for jobs that ask at once', async () => {
    const pool = node().pilot(['a', 'b', 'c']);
    const taken = await Promise.all([pool.take(never), pool.take(never), pool.take(never)]);
    expect(taken.map(({ name }) => name).toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('are refused, all with one error, when others have every one and patience has ended', async () => {
    const pool = node(['a', 'b']).pilot(['a', 'b']);
    await expect(pool.take(never)).rejects.toMatchObject({
      errorName: 'GLEXEC_FAILED',
      message: expect.stringContaining('a, b'),
      hint: expect.stringContaining('--payload-accounts'),
    });
  });

  it('are waited for while patience lasts', async () => {
    const { others, pilot } = node(['a']);
    const taking = pilot(['a'], 3_600_000).take(never);
    others.delete('a');
    expect((await taking).name).toBe('a');
  });

  it('are waited for as long as the pilot itself has one, and go to who waits longest', async () => {
    const { others, pilot } = node();
    const pool = pilot(['a'], 0, 3_600_000);
    const first = await pool.take(never);
    const order: string[] = [];
    const waiting = ['second', 'third'].map(async (who) => {
      const account = await pool.take(never);
      order.push(who);
      expect(others).toEqual(new Set(['a']));
      account.release();
    });
    await new Promise(setImmediate);
    first.release();
    await Promise.all(waiting);
    expect(order).toEqual(['second', 'third']);
    expect(others).toEqual(new Set());
  });

  it('are given back once, however often that is said', async () => {
    const { others, pilot } = node();
    const pool = pilot(['a']);
    const first = await pool.take(never);
    first.release();
    const second = await pool.take(never);
    first.release();
    expect(others).toEqual(new Set(['a']));
    second.release();
    expect(others).toEqual(new Set());
  });

  it('may be asked for by name, as the job of a dead pilot needs its own', async () => {
    const pool = node().pilot(['a', 'b']);
    expect((await pool.take(never, ['z'])).name).toBe('z');
    expect((await pool.take(never)).name).toBe('a');
  });

  it('are not waited for after a stop', async () => {
    const pool = node(['a']).pilot(['a'], 3_600_000);
    const stop = new AbortController();
    const taking = pool.take(stop.signal);
    await new Promise(setImmediate);
    stop.abort(new Error('told to end'));
    await expect(taking).rejects.toThrow('told to end');
  });

  it('are refused where they cannot be claimed', async () => {
    const claim = () => Promise.reject(new Error('no loopback'));
    const pool = createAccountPool(['a'], { claim, patienceMs: 0, logger: silentLogger });
    await expect(pool.take(never)).rejects.toThrow('no loopback');
  });
});
