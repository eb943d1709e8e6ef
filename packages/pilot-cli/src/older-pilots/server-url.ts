/**
 * The server's URL from what older pilots take in pieces: a URL or a bare host, and a port that counts when the URL has none. What is no
 * URL is given back as it is, for the setting's own check. Pure.
 */
export function serverUrl(parts: { readonly url: string; readonly port: string; readonly https?: boolean }): string {
  const text = /^[a-z]+:\/\//i.test(parts.url)
    ? parts.url
    : `${parts.https === false ? 'http' : 'https'}://${parts.url}`;
  if (!URL.canParse(text)) return parts.url;
  const url = new URL(text);
  const hasPort = /^[a-z]+:\/\/[^/]*:\d+(\/|$)/i.test(text);
  if (!hasPort) url.port = parts.port;
  return url.href.replace(/\/$/, '');
}
