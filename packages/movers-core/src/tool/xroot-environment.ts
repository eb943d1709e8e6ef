/** What decides how xroot clients behave, beside what the node and the site say. */
export interface XrootPosture {
  /** The site's own settings; they win over everything. */
  readonly extra: Readonly<Record<string, string>>;
  /** Whether somebody compares checksums of both ends afterwards. */
  readonly endToEnd: boolean;
}

/** The whole environment of an xroot client: that of the pilot, or of the site's setup, bounded and tuned. */
export function xrootEnvironment(
  inherited: Readonly<Record<string, string>>,
  { extra, endToEnd }: XrootPosture,
): Readonly<Record<string, string>> {
  const kept = Object.fromEntries(Object.entries(inherited).filter(([name]) => !unwanted.has(name)));
  return { ...bounds, ...(endToEnd ? { XRD_CPUSEPGWRTRD: '0' } : {}), ...kept, LC_ALL: 'C', ...extra };
}

const unwanted: ReadonlySet<string> = new Set([
  // With them TLS takes the user's key for the proxy's: "[FATAL] TLS error: ... invalid private key" (5.5.3).
  'X509_USER_CERT',
  'X509_USER_KEY',
  // Only third-party copies need a delegated proxy, and making one triples the handshake (gfal launchers set this).
  'XrdSecGSIDELEGPROXY',
]);

/**
 * A dead server is known within seconds instead of ten minutes: the engine has other replicas, and tries again later. The
 * node's own XRD_ variables win.
 *
 * XRD_CPUSEPGWRTRD=0, where both ends are compared anyway: without a CRC32C of every page, files go two to four times as fast
 * for a quarter of the CPU (5.5.3, loopback). The price: a server that gets plain writes may say yes to the one that just
 * filled its disk, so whoever wants that asks for the size of what was stored.
 */
const bounds = {
  // Default 5 rounds over all addresses; the engine counts its own tries.
  XRD_CONNECTIONRETRY: '1',
  // Seconds for one connection; default 120.
  XRD_CONNECTIONWINDOW: '20',
  // Seconds of silence on a connection with requests under way; default 60, but looked at only every 15 s.
  XRD_STREAMTIMEOUT: '60',
  XRD_TIMEOUTRESOLUTION: '1',
  // Seconds for one answer; default 1800. Tape-backed servers tell clients to wait instead of keeping silent.
  XRD_REQUESTTIMEOUT: '300',
} as const;
