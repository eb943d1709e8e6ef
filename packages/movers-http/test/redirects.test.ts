import { describe, expect, it } from 'vitest';
import { followRedirects, type Hop, type RedirectPolicy } from '../src/redirects.ts';

const policy: RedirectPolicy = { tokenHosts: ['.site.org', 'friend.net'], plainRedirects: 'refuse' };

/** Where the request went, when each hop is answered with the next of `locations`. */
async function hopsOf(start: string, locations: readonly string[], given = policy): Promise<readonly string[]> {
  const hops: string[] = [];
  await followRedirects(new URL(start), given, async ({ url, token }: Hop) => {
    const location = locations[hops.length];
    hops.push(`${token} ${url.href}`);
    const headers: Record<string, string> = location === undefined ? {} : { location };
    return { status: location === undefined ? 200 : 307, headers, text: '' };
  });
  return hops;
}

describe('redirects', () => {
  it('are followed, with the token to the same host', async () => {
    expect(await hopsOf('https://door/f', ['https://door:8443/g?x=1', '/h#part'])).toEqual([
      'show https://door/f',
      'show https://door:8443/g?x=1',
      'show https://door:8443/h',
    ]);
  });

  it('take the token to hosts that are named, and to no others, and not back from those', async () => {
    expect(await hopsOf('https://door/f', ['https://wn1.site.org/f', 'https://friend.net/f'])).toEqual([
      'show https://door/f',
      'show https://wn1.site.org/f',
      'show https://friend.net/f',
    ]);
    expect(await hopsOf('https://door/f', ['https://evil.com/f', 'https://door/g'])).toEqual([
      'show https://door/f',
      'hide https://evil.com/f',
      'hide https://door/g',
    ]);
    expect(await hopsOf('https://door/f', ['https://evilsite.org/f'])).toContain('hide https://evilsite.org/f');
  });

  it('leave TLS only where the site allows it, and without the token', async () => {
    const refused = hopsOf('https://door/f', ['http://pool/f']);
    await expect(refused).rejects.toMatchObject({ kind: 'unsupported', message: expect.stringContaining('not TLS') });
    const allowing = { ...policy, plainRedirects: 'allow' } as const;
    expect(await hopsOf('https://door/f', ['http://door/f'], allowing)).toEqual([
      'show https://door/f',
      'hide http://door/f',
    ]);
    expect(await hopsOf('http://door/f', ['http://pool/f'])).toHaveLength(2);
  });

  it('end in an error when they lead nowhere, in a circle, or to another protocol', async () => {
    for (const locations of [[''], ['file:///etc/passwd'], ['ftp://x/y'], ['https://[broken'], Array(20).fill('/f')]) {
      await expect(hopsOf('https://door/f', locations as string[])).rejects.toMatchObject({ kind: 'unsupported' });
    }
  });
});
