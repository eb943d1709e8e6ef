import { silentLogger } from '@panda-pilot/core';
import { noCredential } from '@panda-pilot/credentials';
import { describe, expect, it } from 'vitest';
import { createPandaClient } from '../src/index.ts';

const create = (url: string): unknown => createPandaClient({ url, credential: noCredential, logger: silentLogger });

describe('createPandaClient', () => {
  it.each(['https://pandaserver.cern.ch:25443', 'http://127.0.0.1:25080/', 'https://[::1]:25443', 'https://panda'])(
    'takes %s',
    (url) => {
      expect(() => create(url)).not.toThrow();
    },
  );

  it.each([
    'pandaserver.cern.ch:25443',
    'https://panda:25443/server/panda',
    'https://panda:25443/?x=1',
    'https://user:password@panda:25443',
    'ftp://panda',
    '',
  ])('refuses %j', (url) => {
    expect(() => create(url)).toThrow(/^the server's URL must be http\(s\):\/\/host:port/);
  });
});
