/** gfal2 sends SURLs without endpoint (`srm://host/path`), others with it (`?SFN=`). */
export function pathOf(surl: string): string {
  const [, sfn] = /[?&]SFN=(.*)$/.exec(surl) ?? [];
  const path = sfn ?? surl.replace(/^srm:\/\/[^/]*/, '');
  return `/${path}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
}
