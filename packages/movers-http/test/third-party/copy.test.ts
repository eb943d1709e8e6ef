import { scriptedServer } from '@panda-pilot/testkit';
import { describe, expect, it } from 'vitest';
import { createThirdPartyCopy, davs, type ThirdPartyRequest } from '../../src/index.ts';
import { createMarkers } from '../../src/third-party/markers.ts';

const marker = (stripe: number, bytes: number): string =>
  `Perf Marker\n    Timestamp: 1537788010\n    Stripe Index: ${stripe}\n    Stripe Bytes Transferred: ${bytes}\n    Total Stripe Count: 2\nEnd\n`;

describe('performance markers', () => {
  it('are summed over stripes, however they are cut', () => {
    const text = `${marker(0, 100)}${marker(1, 50)}${marker(0, 200)}success: Created`;
    const markers = createMarkers();
    for (const one of text) markers.push(one);
    expect(markers).toMatchObject({ bytes: 250, end: { kind: 'success' } });
  });

  it('tell what went wrong, and say nothing for garbage', () => {
    const failed = createMarkers();
    failed.push('failure: 404 from https://other/file\n');
    expect(failed.end).toEqual({ kind: 'failure', words: '404 from https://other/file' });
    const garbage = createMarkers();
    garbage.push('<html>success</html>\nStripe Bytes Transferred: many\n');
    garbage.push('x'.repeat(100_000));
    expect(garbage).toMatchObject({ bytes: 0, end: undefined });
  });
});

describe('a copy from storage to storage', () => {
  const copy = createThirdPartyCopy(davs.parseOptions({ credential: 'none' }), { env: {} });
  const request = (url: string, mode: 'pull' | 'push' = 'pull'): ThirdPartyRequest => {
    const [here, there] = [new URL(`${url}/here`), new URL('https://other.org/there')];
    const ends = mode === 'pull' ? { source: there, destination: here } : { source: here, destination: there };
    return { ...ends, mode, signal: new AbortController().signal, timeoutMs: 10_000, otherToken: 'secret' };
  };

  it('is asked of the one who does the work, and watched', async () => {
    const server = await scriptedServer({
      answers: [{ status: 201, body: `${marker(0, 100)}${marker(1, 100)}success: Created\n` }],
    });
    const told: number[] = [];
    expect(await copy({ ...request(server.url), onProgress: (bytes) => told.push(bytes) })).toEqual({ bytes: 200 });
    expect(told.at(-1)).toBe(200);
    expect(await copy(request(server.url, 'push'))).toEqual({ bytes: 200 });
    expect(server.requests).toMatchObject([
      { verb: 'COPY', path: '/here', headers: { source: 'https://other.org/there', credential: 'none' } },
      { verb: 'COPY', path: '/here', headers: { destination: 'https://other.org/there' } },
    ]);
    // Plain HTTP: the token would be seen by all.
    expect(JSON.stringify(server.requests.map(({ headers }) => headers))).not.toContain('secret');
  });

  it.each([
    [{ status: 201, body: `${marker(0, 100)}failure: checksum mismatch\n` }, 'other'],
    [{ status: 201, body: marker(0, 100) }, 'other'],
    [{ cut: 'mid-body', body: marker(0, 100) }, 'network'],
    [{ status: 403, body: 'no' }, 'denied'],
    [{ status: 412 }, 'exists'],
    [{ status: 501 }, 'unsupported'],
  ] as const)('has failed after %j', async (answer, kind) => {
    const server = await scriptedServer({ answers: [answer] });
    await expect(copy(request(server.url))).rejects.toMatchObject({ kind });
  });
});
