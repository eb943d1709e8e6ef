import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentLogger } from '@panda-pilot/core';
import { secret } from '@panda-pilot/credentials';
import type { AccessTokenRequest } from '@panda-pilot/panda-client';
import { tempDir } from '@panda-pilot/testkit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepTokenFresh } from '../../src/credential/renew-token.ts';

async function renewing(answers: readonly (string | Error)[]) {
  const directory = await tempDir();
  const [tokenFile, keyFile] = [join(directory, 'token'), join(directory, 'key')];
  await writeFile(tokenFile, 'old');
  await writeFile(keyFile, 'the key\n');
  const asked: AccessTokenRequest[] = [];
  const getAccessToken = async (request: AccessTokenRequest) => {
    const answer = answers[asked.push(request) - 1] ?? new Error('no more');
    if (answer instanceof Error) throw answer;
    return secret(answer);
  };
  const renewal = keepTokenFresh(
    { tokenFile, keyFile, everyMs: 20 },
    { client: { getAccessToken }, logger: silentLogger },
  );
  onTestFinished(() => renewal.close());
  return { asked, renewal, token: () => readFile(tokenFile, 'utf8') };
}

describe('keepTokenFresh', () => {
  it('renews the token at once, with the key, and again and again', async () => {
    const { asked, token } = await renewing(['first', 'second']);
    await expect.poll(token).toBe('second');
    expect([asked[0]?.clientName, asked[0]?.tokenKey?.reveal()]).toEqual(['pilot_server', 'the key']);
  });

  it('keeps the token that is there when the server has none, and asks again', async () => {
    const { asked, token } = await renewing([new Error('down'), 'renewed']);
    await expect.poll(() => asked.length).toBeGreaterThan(1);
    await expect.poll(token).toBe('renewed');
  });

  it('asks no more once it is closed', async () => {
    const { asked, renewal } = await renewing(['first', 'second', 'third']);
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    renewal.close();
    const count = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(asked.length).toBeLessThanOrEqual(count + 1);
  });
});
