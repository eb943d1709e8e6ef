import { PilotError, type Queuedata } from '@panda-pilot/core';
import { type Guarantee, guarantees, type Policy } from '@panda-pilot/glexec';
import type { Settings } from '../config/settings.ts';
import { type ImagePolicy, imagePolicy } from './job-image.ts';
import { type LauncherName, launcherNames } from './launcher-names.ts';
import { needsOwner } from './make-launcher.ts';

/** How payloads of a queue are to be started, and what they get. */
export interface LaunchPlan {
  /** Best first; the first that proves what the policy demands is taken. */
  readonly launchers: readonly LauncherName[];
  readonly policy: Policy;
  /** Accounts for sudo, one a slot. */
  readonly accounts: readonly string[];
  readonly image?: string;
  /** Absent: no job runs in an image that it names. */
  readonly images?: ImagePolicy;
  readonly transfersAs: 'pilot' | 'payload';
  /** Where the proxies of jobs' owners come from; `none`: payloads get no credential. */
  readonly proxyFrom: Settings['payloadProxy'];
  /** Files with the pilot's own credentials. */
  readonly secrets: readonly string[];
}

type LaunchSettings = Pick<
  Settings,
  | 'launchers'
  | 'payloadDemands'
  | 'payloadNetwork'
  | 'payloadReadable'
  | 'payloadAccounts'
  | 'payloadImage'
  | 'payloadImages'
  | 'payloadProcesses'
  | 'payloadFileSize'
  | 'payloadTmpSize'
  | 'payloadProxy'
  | 'transfersAs'
  | 'slots'
>;

/**
 * Pure: what the queue demands and what the site demands, together; neither can take anything off the other, and if one
 * of them wants files copied with the credential of the payload, they are. Undefined when nobody demands anything and
 * the pilot has nothing to keep from payloads. Throws QUEUEDATA_NOT_OK or SETUP_FAILURE for demands that make no sense.
 */
export function launchPlan(
  settings: LaunchSettings,
  queuedata: Queuedata,
  secrets: readonly string[],
): LaunchPlan | undefined {
  const queue = queueWishes(queuedata);
  const demands = guarantees.filter((one) => settings.payloadDemands.includes(one) || queue.demands.includes(one));
  const limits = limitsOf(settings);
  const chosen = settings.launchers ?? queue.launchers;
  const images = imagePolicy(settings.payloadImages, queuedata);
  const boxed = [demands.length > 0, Object.keys(limits).length > 0, images !== undefined];
  const wanted = [chosen !== undefined, ...boxed, secrets.length > 0];
  const transfersAs = settings.transfersAs === 'payload' ? 'payload' : queue.transfersAs;
  const launchers = allowedBy(queuedata, chosen ?? (demands.length > 0 ? everyLauncher(settings) : ['none']));
  const ownerCounts = [queuedata.glexec !== 'no', transfersAs === 'payload', launchers.some(needsOwner)];
  const proxyFrom = settings.payloadProxy ?? (ownerCounts.includes(true) ? 'auto' : 'none');
  assertHasCredential({ launchers, proxyFrom, transfersAs });
  if (!wanted.includes(true) && proxyFrom === 'none') return undefined;
  assertEnough(launchers, settings);
  return {
    launchers,
    policy: { demands, network: settings.payloadNetwork, readable: settings.payloadReadable, limits },
    accounts: settings.payloadAccounts,
    ...(settings.payloadImage === undefined ? {} : { image: settings.payloadImage }),
    ...(images === undefined ? {} : { images }),
    transfersAs,
    proxyFrom,
    secrets,
  };
}

interface QueueWishes {
  readonly demands: readonly Guarantee[];
  readonly launchers?: readonly LauncherName[];
  readonly transfersAs: LaunchPlan['transfersAs'];
}

/** The field `glexec` of old queues, and three switches of the catchall. */
function queueWishes({ catchall, glexec }: Queuedata): QueueWishes {
  const demands = words(catchall['payload_demands']).map((word) => oneOf(word, guarantees, 'payload_demands'));
  const named = words(catchall['payload_launchers']).map((word) => oneOf(word, launcherNames, 'payload_launchers'));
  const word = catchall['transfers_as'] ?? 'pilot';
  const transfersAs = oneOf(word, ['pilot', 'payload'] as const, 'transfers_as');
  if (glexec === 'no') return { demands, transfersAs, ...(named.length === 0 ? {} : { launchers: named }) };
  const launchers = named.length === 0 ? (['glexec+bubblewrap', 'glexec'] as const) : named;
  return { demands: [...demands, 'other-account'], launchers, transfersAs };
}

/** A queue that says `test` wants gLExec itself; one that says `True` or `uid` another account, however that is had. */
function allowedBy({ glexec }: Queuedata, launchers: readonly LauncherName[]): readonly LauncherName[] {
  if (glexec !== 'test') return launchers;
  const allowed = launchers.filter((name) => name.startsWith('glexec'));
  if (allowed.length > 0) return allowed;
  throw new PilotError(
    'GLEXEC_FAILED',
    `the queue wants gLExec (glexec=test), and the launchers are ${launchers.join(', ')}`,
  );
}

/** Of those that the settings have everything for, the strongest first. */
function everyLauncher({ payloadAccounts, payloadImage }: LaunchSettings): readonly LauncherName[] {
  return [
    ...(payloadAccounts.length > 0 ? (['sudo+bubblewrap'] as const) : []),
    'bubblewrap',
    ...(payloadImage === undefined ? [] : (['apptainer'] as const)),
    ...(payloadAccounts.length > 0 ? (['sudo'] as const) : []),
    'none',
  ];
}

/** Who needs the proxy of a job's owner, and where it comes from. */
type CredentialUse = Pick<LaunchPlan, 'launchers' | 'proxyFrom' | 'transfersAs'>;

function assertHasCredential({ launchers, proxyFrom, transfersAs }: CredentialUse): void {
  if (proxyFrom !== 'none') return;
  const hint = 'For the site: let payloads have the proxy of their owner (--payload-proxy auto)';
  if (transfersAs === 'payload') {
    const text = "files are to be copied as the payload's owner, whose proxy nobody fetches";
    throw new PilotError('SETUP_FAILURE', text, { hint: `${hint}, or transfer as the pilot` });
  }
  if (launchers.every(needsOwner)) {
    const text = "gLExec starts nothing without the proxy of a job's owner, and nobody fetches it";
    throw new PilotError('SETUP_FAILURE', text, { hint: `${hint}, or name another launcher` });
  }
}

function assertEnough(
  launchers: readonly LauncherName[],
  { payloadAccounts, payloadImage, slots }: LaunchSettings,
): void {
  const hint = 'For the site: panda-pilot run --help tells the settings of payloads';
  if (launchers.some((name) => name.startsWith('sudo')) && payloadAccounts.length < slots) {
    const text = `${slots} slots need as many accounts for sudo, and there are ${payloadAccounts.length}`;
    throw new PilotError('SETUP_FAILURE', text, { hint });
  }
  if (launchers.some((name) => name.endsWith('apptainer')) && payloadImage === undefined) {
    throw new PilotError('SETUP_FAILURE', 'Apptainer needs an image (--payload-image)', { hint });
  }
}

function limitsOf({ payloadFileSize, payloadProcesses, payloadTmpSize }: LaunchSettings): Policy['limits'] {
  const megabyte = 1024 * 1024;
  return {
    ...(payloadProcesses === undefined ? {} : { processes: payloadProcesses }),
    ...(payloadFileSize === undefined ? {} : { fileBytes: payloadFileSize * megabyte }),
    ...(payloadTmpSize === undefined ? {} : { temporaryBytes: payloadTmpSize * megabyte }),
  };
}

function words(text = ''): readonly string[] {
  return text.split(/[,;:\s]+/).filter((word) => word !== '');
}

function oneOf<T extends string>(word: string, known: readonly T[], name: string): T {
  const found = known.find((one) => one === word);
  if (found !== undefined) return found;
  throw new PilotError('QUEUEDATA_NOT_OK', `catchall: ${name} has "${word}", which is none of ${known.join(', ')}`);
}
