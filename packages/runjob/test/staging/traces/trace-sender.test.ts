import { silentLogger } from '@panda-pilot/core';
import { type ScriptedAnswer, scriptedServer } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { createTraceSender } from '../../../src/staging/traces/trace-sender.ts';

async function senderTo(...answers: readonly ScriptedAnswer[]) {
  const server = await scriptedServer();
  server.answer(...answers);
  const sender = createTraceSender({ url: new URL(server.url), fetch, logger: silentLogger, timeoutMs: 5_000 });
  const sent = () => server.requests.map(({ body }) => (JSON.parse(body) as unknown[]).length);
  return { server, sender, sent };
}

const traces = (count: number) => Array.from({ length: count }, (_, appid) => ({ appid }));

describe('traces', () => {
  it('are sent together, a hundred at once', async () => {
    const { sender, sent } = await senderTo({ status: 201 });
    for (const trace of traces(250)) sender.add([trace]);
    await sender.close(5_000);
    expect(sent()).toEqual([100, 100, 50]);
  });

  it('are never waited for: a server that hangs costs the end of the job what it allows, and a thousand records of memory', async () => {
    const { sender, sent } = await senderTo({ hang: true });
    const startedAt = performance.now();
    for (const trace of traces(50_000)) sender.add([trace]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    const closedAt = performance.now();
    await sender.close(50);
    expect(performance.now() - closedAt).toBeLessThan(9_000);
    expect(sent().length).toBeLessThanOrEqual(1);
  });

  it('are given up when the server refuses them', async () => {
    const { sender, sent } = await senderTo({ status: 500 });
    sender.add(traces(900));
    await sender.close(5_000);
    expect(sent()).toEqual([100, 100, 100]);
    sender.add(traces(1));
    await sender.close(5_000);
    expect(sent()).toHaveLength(3);
  });

  it('that are none cost nothing', async () => {
    const { sender, sent } = await senderTo();
    await sender.close(5_000);
    expect(sent()).toEqual([]);
  });
});
