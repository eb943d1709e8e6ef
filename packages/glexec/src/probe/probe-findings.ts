import type { Guarantee, Policy } from '../launcher.ts';

/** What is known beside the report itself. */
export interface ProbeContext {
  readonly policy: Policy;
  /** Owner of what the probe wrote, as the pilot sees it. */
  readonly uid: number;
  readonly ownUid: number;
  /** Whether what the probe left behind has ended. */
  readonly daemonDied: boolean;
}

/**
 * Why guarantees do not hold, from the lines of the probe; what is absent holds. A guarantee that the probe could not
 * try does not hold.
 */
export function judgeProbe(report: string, context: ProbeContext): Partial<Record<Guarantee, string>> {
  const lines = report.split('\n').filter((line) => line !== '');
  const verdicts: Record<Guarantee, string | undefined> = {
    'other-account': context.uid === context.ownUid ? `it runs as uid ${context.uid}, as the pilot does` : undefined,
    'hidden-files': untried(lines, ['read', 'write']) ?? listed(lines, /^(?:reads|writes) (\/.*)/, 'it can open'),
    'guarded-pilot':
      untried(lines, ['search', 'list']) ??
      listed(
        lines,
        /^(?:reads|signals) (environment|memory|descriptors|decoy)$/,
        "it reaches a process of the pilot's:",
      ),
    'own-processes': ownProcesses(lines),
    'certain-kill': certainKill(lines, context.daemonDied),
    'no-new-privileges': lines.includes('has no-new-privileges') ? undefined : 'NoNewPrivs is not set',
    'no-user-namespaces': noUserNamespaces(lines),
    'own-network': ownNetwork(lines),
    'limited-processes': limitedProcesses(lines, context.policy.limits.processes),
    'limited-files': limitedFiles(lines, context.policy.limits.fileBytes),
    'limited-disk': limitedDisk(lines, context.policy.limits.temporaryBytes),
  };
  return Object.fromEntries(Object.entries(verdicts).filter(([, why]) => why !== undefined));
}

function listed(lines: readonly string[], pattern: RegExp, words: string): string | undefined {
  const found = new Set(lines.map((line) => pattern.exec(line)?.[1]).filter((match) => match !== undefined));
  return found.size === 0 ? undefined : `${words} ${[...found].join(', ')}`;
}

/** The probe tries everything on something of its own first: what fails there is no proof elsewhere. */
function untried(lines: readonly string[], abilities: readonly string[]): string | undefined {
  const missing = abilities.filter((ability) => !lines.includes(`can ${ability}`));
  return missing.length === 0 ? undefined : `the probe could not ${missing.join(' or ')} even what is its own`;
}

function ownProcesses(lines: readonly string[]): string | undefined {
  const blind = untried(lines, ['search']);
  if (blind !== undefined) return blind;
  if (!lines.includes('sees namespaces')) return 'its namespaces cannot be told';
  return lines.includes('shares pid') || lines.includes('sees processes')
    ? 'it sees the processes of the node'
    : undefined;
}

function certainKill(lines: readonly string[], daemonDied: boolean): string | undefined {
  if (!lines.includes('left daemon')) return 'the probe could not leave a daemon behind';
  return daemonDied ? undefined : 'a daemon that hid outlived it';
}

function noUserNamespaces(lines: readonly string[]): string | undefined {
  if (!lines.includes('has unshare')) return 'unshare(1) is missing, so nothing could be tried';
  return lines.includes('makes namespaces') ? 'it can make user namespaces' : undefined;
}

function ownNetwork(lines: readonly string[]): string | undefined {
  if (!lines.includes('sees namespaces')) return 'its namespaces cannot be told';
  return lines.includes('shares net') ? 'it has the network of the node' : undefined;
}

function limitedProcesses(lines: readonly string[], wanted: number | undefined): string | undefined {
  if (wanted === undefined) return 'the policy sets no limit';
  if (lines.includes('forks beyond limit')) return 'the kernel does not hold this account to its limit';
  const actual = numberAfter(lines, 'limit processes ');
  return actual <= wanted ? undefined : `its limit is ${actual}, not ${wanted}`;
}

function limitedFiles(lines: readonly string[], wanted: number | undefined): string | undefined {
  if (wanted === undefined) return 'the policy sets no limit';
  const actual = numberAfter(lines, 'limit file ');
  return actual <= Math.ceil(wanted / blockBytes) * blockBytes
    ? undefined
    : `its limit is ${actual} bytes, not ${wanted}`;
}

function limitedDisk(lines: readonly string[], wanted: number | undefined): string | undefined {
  if (wanted === undefined) return 'the policy sets no limit';
  const blind = untried(lines, ['measure']);
  if (blind !== undefined) return blind;
  const places = lines.map((line) => /^space (\S+) (\d+)$/.exec(line)).filter((match) => match !== null);
  const open = places.filter(([, , blocks]) => Number(blocks) * 1024 > wanted + largestPageBytes);
  return open.length === 0 ? undefined : `it can fill ${open.map(([, directory]) => directory).join(', ')}`;
}

/** The unit of `ulimit -f`. */
const blockBytes = 512;

/** tmpfs has whole pages. */
const largestPageBytes = 65_536;

function numberAfter(lines: readonly string[], prefix: string): number {
  const text = lines.find((line) => line.startsWith(prefix))?.slice(prefix.length) ?? '';
  return /^\d+$/.test(text) ? Number(text) : Number.POSITIVE_INFINITY;
}
