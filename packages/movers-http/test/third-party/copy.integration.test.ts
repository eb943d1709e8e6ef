import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { needsXrootd, startXrdHttp, type XrdHttpServer } from '@panda-pilot/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createThirdPartyCopy, davs, type ThirdPartyRequest } from '../../src/index.ts';

describe.skipIf(needsXrootd())('a copy from storage to storage, by XrdHttp', () => {
  let server: XrdHttpServer;
  beforeAll(async () => {
    server = await startXrdHttp();
  });
  afterAll(() => server.stop());

  /** The storage fetches from itself: what it is reached by there is not what it is reached by from here. */
  const request = (source: string, destination: string): ThirdPartyRequest => ({
    source: new URL(`dav://localhost:8443/public/${source}`),
    destination: new URL(`davs://${server.host}/${destination}`),
    mode: 'pull',
    signal: new AbortController().signal,
    timeoutMs: 30_000,
  });

  it('arrives, and is told when it did not', async () => {
    const content = Buffer.alloc(3_000_000, 'some content ');
    await server.plant('/public/source', content);
    await server.plant('/private/there', Buffer.from(''));
    const copy = createThirdPartyCopy(davs.parseOptions({}), { env: server.credentials.environment });
    await copy(request('source', 'private/copy'));
    expect(Buffer.compare(await readFile(join(server.root, 'private/copy')), content)).toBe(0);
    await expect(copy(request('missing', 'private/other'))).rejects.toMatchObject({ kind: 'other' });
    const nobody = createThirdPartyCopy(davs.parseOptions({ credential: 'none' }), {
      env: server.credentials.environment,
    });
    await expect(nobody(request('source', 'private/third'))).rejects.toMatchObject({ kind: 'denied' });
  });
});
