import { tree } from '@panda-pilot/testkit';
import type { TestHolder } from '@panda-pilot/testkit';
import { readProxy, type X509Proxy } from '../../src/index.ts';

/** A proxy of `user`, checked against a CA directory of these files. */
export async function checkedAgainst(
  user: TestHolder,
  files: Readonly<Record<string, string>>,
  now = new Date(),
): Promise<X509Proxy> {
  const caDirectory = await tree(files);
  return readProxy(user.delegate().file(), { caDirectory, now });
}
