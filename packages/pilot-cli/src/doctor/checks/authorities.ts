import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { authoritiesIn } from '@panda-pilot/credentials';
import { type Check, fail, type Finding, ok, warn } from '../check.ts';
import { spanOf } from '../span-of.ts';

/** The directory of the authorities that vouch for servers, storages and proxies. */
export const authorities: Check = {
  name: 'authorities',
  about: 'the directory of certificate authorities, and the age of its revocation lists',
  look: async ({ cwd, env, settings }) => {
    const named = settings.caDirectory ?? env['X509_CERT_DIR'];
    const directory = named === undefined ? usual : resolve(cwd, named);
    const wanted = named !== undefined || settings.proxy !== undefined || env['X509_USER_PROXY'] !== undefined;
    return [await judge(directory, wanted)];
  },
};

const usual = '/etc/grid-security/certificates';

async function judge(directory: string, wanted: boolean): Promise<Finding> {
  const found = await authoritiesIn(directory).catch(() => undefined);
  if (found === undefined || found.length === 0) {
    const text = `${directory} ${found === undefined ? 'is not there' : 'holds no authority'}`;
    if (!wanted) return ok(`${text}, and is not needed: Node's own authorities vouch for servers`);
    return fail(text, {
      owner: 'site',
      advice: 'install the authorities (ca-policy-egi-core), or name another --ca-directory',
    });
  }
  const facts = `${found.length} authorities in ${directory}`;
  if (((await stat(directory)).mode & 0o002) !== 0) {
    const advice = `anybody could add an authority: chmod o-w ${directory}`;
    return fail(`${facts}, which everybody may write to`, { owner: 'site', advice });
  }
  return judgeLists(facts, await ageOfLists(directory));
}

/** Lists are good for some days, and fetched several times a day where they are. */
const tooOldMs = 7 * 86_400_000;

/** Pure: `ageMs` is that of the newest list; undefined where there are none. */
export function judgeLists(facts: string, ageMs: number | undefined): Finding {
  if (ageMs === undefined) return ok(`${facts}, no revocation lists`);
  const text = `${facts}, newest revocation list ${spanOf(ageMs)} old`;
  return ageMs > tooOldMs
    ? warn(text, { owner: 'site', advice: 'fetch-crl does not run any more: see its cron job' })
    : ok(text);
}

async function ageOfLists(directory: string): Promise<number | undefined> {
  const lists = (await readdir(directory)).filter((name) => /\.r\d+$/.test(name));
  const ages = await Promise.all(lists.map(async (name) => Date.now() - (await stat(join(directory, name))).mtimeMs));
  return ages.length === 0 ? undefined : Math.max(0, Math.min(...ages));
}
