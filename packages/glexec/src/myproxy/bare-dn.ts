/**
 * The name of a person, from that of a proxy: without what proxies append (`/CN=proxy`, `/CN=limited proxy`), and, if
 * asked for, without common names of digits alone, which RFC 3820 proxies append and some people have of their own.
 * Everything else stays, further common names and parentheses too.
 */
export function bareDn(dn: string, digits: 'keep' | 'strip' = 'keep'): string {
  let end = dn.length;
  for (;;) {
    const start = dn.lastIndexOf('/CN=', end - 1);
    const value = dn.slice(start + '/CN='.length, end);
    if (start < 0 || !(value === 'proxy' || value === 'limited proxy' || (digits === 'strip' && /^\d+$/.test(value)))) {
      return dn.slice(0, end);
    }
    end = start;
  }
}
