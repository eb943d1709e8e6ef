/**
 * The server's URL from what older pilots take in pieces: a URL or a bare host, and a port that counts when the URL has
 * none. What is no URL is given back as it is, for the setting's own check. Pure.
 */
export function serverUrl(parts: { readonly url: string; readonly port: string; readonly https?: boolean }): string {
  const text = /^[a-z]+:\/\//i.test(parts.url)
    ? parts.url
    : `${parts.https === false ? 'http' : 'https'}://${parts.url}`;
  if (!URL.canParse(text)) return parts.url;
  const url = new URL(text);
  const hasPort = /^[a-z]+:\/\/[^/]*:\d+(\/|$)/i.test(text);
  const port = Number(parts.port);
  // Set it, and URL ignores a port that cannot be.
  if (!hasPort && !(port > 0 && port < 65_536)) return `${url.origin}:${parts.port}`;
  if (!hasPort) url.port = parts.port;
  return url.href.replace(/\/$/, '');
}
