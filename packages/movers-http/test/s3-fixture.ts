import { basename, join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import type { Mover } from '@panda-pilot/movers-core';
import { filesBelow, type Gateway, openGateway, tempDir } from '@panda-pilot/testkit';
import { onTestFinished } from 'vitest';
import { s3 } from '../src/index.ts';
import { toolsWith } from './http-fixture.ts';

/** How s3rver keeps the content of an object. */
const suffix = '._S3rver_object';

/** Its only keys. */
export const keys = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };

export interface TestStore {
  readonly port: number;
  readonly gateway: Gateway;
  mover(settings?: Record<string, unknown>, env?: Readonly<Record<string, string>>): Mover;
  readonly url: (name: string) => URL;
  /** The last part of the key of every object. */
  readonly list: () => Promise<readonly string[]>;
}

/** A store with a bucket of this test's own. */
export async function openStore(): Promise<TestStore> {
  const configureBuckets = [{ name: 'bucket' }];
  const directory = await tempDir();
  const options = { address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets };
  const server = new S3rver(options);
  const { port: behind } = await server.run();
  const gateway = await openGateway(behind);
  onTestFinished(async () => {
    await gateway.close();
    await server.close();
  });
  const { port } = gateway;
  return {
    port,
    gateway,
    mover: (settings = {}, env = keys) => s3.create(s3.parseOptions({ tls: 'off', ...settings }), toolsWith(env)),
    async list() {
      const names = await filesBelow(join(directory, 'bucket'));
      return names.filter((name) => name.endsWith(suffix)).map((name) => basename(name, suffix));
    },
    url: (name) => new URL(`s3://127.0.0.1:${port}/bucket/${name.split('/').map(encodeURIComponent).join('/')}`),
  };
}
