/**
 * The name of a person, from that of a proxy: without what proxies append (`/CN=proxy`, `/CN=limited proxy`), and, if asked for, without common names
 * of digits alone, which RFC 3820 proxies append and some people have of their own. Everything else stays, further common names and parentheses too.
 */
export function bareDn(dn: string, digits: 'keep' | 'strip' = 'keep'): string {
  const suffix = digits === 'strip' ? /\/CN=(?:proxy|limited proxy|\d+)$/ : /\/CN=(?:proxy|limited proxy)$/;
  let bare = dn;
  while (suffix.test(bare)) bare = bare.replace(suffix, '');
  return bare;
}
