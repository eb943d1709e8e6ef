import { guarantees } from '@panda-pilot/glexec';
import { defaultPayloadSettings } from '@panda-pilot/runjob';
import { z } from 'zod';
import { launcherNames } from '../launch/launcher-names.ts';
import { type Setting, text } from './setting.ts';

/** Words between commas; what is in the configuration file may be a list. */
const list = z
  .union([z.array(z.string()), z.string().transform((words) => words.split(','))])
  .transform((words) => words.map((word) => word.trim()).filter((word) => word !== ''));

const absolutePath = z.string().startsWith('/', 'is no absolute path');
const webAddress = z.string().regex(/^https?:\/\/[^/?#@\s]+\/[^?#\s]*$/, 'is no http(s)://host/path');
const megabytes = z.coerce.number().int().positive();

/** The settings of how payloads are started, and with which credential. */
export const payloadSettings = {
  launchers: {
    flag: '--launchers <names>',
    group: 'payload',
    env: 'PANDA_PILOT_LAUNCHERS',
    help: `how payloads may be started, best first: ${launcherNames.join(', ')} (default: what the queue says; else none, or whatever gives what is demanded)`,
    schema: list.pipe(z.array(z.enum(launcherNames)).nonempty()).optional(),
  },
  payloadDemands: {
    flag: '--payload-demands <guarantees>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_DEMANDS',
    help: `without all of these no payload is started, besides what the queue demands: ${guarantees.join(', ')}`,
    schema: list.pipe(z.array(z.enum(guarantees))).default([]),
  },
  payloadAccounts: {
    flag: '--payload-accounts <names>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_ACCOUNTS',
    help: 'accounts that sudo lets the pilot start payloads as, one for each slot',
    schema: list.default([]),
  },
  payloadNetwork: {
    flag: '--payload-network <shared|none>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_NETWORK',
    help: 'whether payloads in a box have the network of the node',
    schema: z.enum(['shared', 'none']).default('shared'),
  },
  payloadReadable: {
    flag: '--payload-readable <dirs>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_READABLE',
    help: "directories that a box shows beside the system's own",
    schema: list.pipe(z.array(absolutePath)).default(['/cvmfs']),
  },
  payloadImage: {
    flag: '--payload-image <path>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_IMAGE',
    help: 'the image that Apptainer shows to payloads',
    schema: absolutePath.optional(),
  },
  payloadImages: {
    flag: '--payload-images <dirs>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_IMAGES',
    help: 'where images are that jobs may name for themselves (default: /cvmfs where the queue has container_type apptainer:pilot, else nowhere)',
    schema: list.pipe(z.array(absolutePath)).default([]),
  },
  experiment: {
    flag: '--experiment <name>',
    group: 'payload',
    env: 'PANDA_PILOT_EXPERIMENT',
    help: 'whose software is set up for payloads: generic, atlas, or an installed package @scope/pilot-experiment-x (default: what the queue says)',
    schema: text.optional(),
  },
  transformationUrls: {
    flag: '--transformation-urls <urls>',
    group: 'payload',
    env: 'PANDA_PILOT_TRANSFORMATION_URLS',
    help: `how URLs begin that transformations may be fetched from, besides the queue's trf_urls (default: ${defaultPayloadSettings.transformationUrls.join(', ')})`,
    schema: list.pipe(z.array(webAddress)).default(defaultPayloadSettings.transformationUrls),
  },
  payloadVariables: {
    flag: '--payload-variables <names>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_VARIABLES',
    help: "variables of the pilot's environment that payloads get, beside the usual ones; never a credential",
    schema: list.pipe(z.array(z.string().regex(/^[A-Za-z_]\w*$/, 'is no name of a variable'))).default([]),
  },
  payloadProcesses: {
    flag: '--payload-processes <n>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_PROCESSES',
    help: "processes and threads that a payload's account may have at once",
    schema: z.coerce.number().int().positive().optional(),
  },
  payloadFileSize: {
    flag: '--payload-file-size <MB>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_FILE_SIZE',
    help: 'the largest file that a payload may write',
    schema: megabytes.optional(),
  },
  payloadTmpSize: {
    flag: '--payload-tmp-size <MB>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_TMP_SIZE',
    help: 'size of /tmp, /var/tmp and /dev/shm in a box',
    schema: megabytes.optional(),
  },
  payloadProxy: {
    flag: '--payload-proxy <none|auto|job|myproxy|myproxy-logon|server>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_PROXY',
    help: "where the proxy of a job's owner comes from, for the payload and for gLExec (default: auto where it is needed, else none)",
    schema: z.enum(['none', 'auto', 'job', 'myproxy', 'myproxy-logon', 'server']).optional(),
  },
  payloadProxyMinutes: {
    flag: '--payload-proxy-minutes <n>',
    group: 'payload',
    env: 'PANDA_PILOT_PAYLOAD_PROXY_MINUTES',
    help: "how long the owner's proxy must last at least",
    schema: z.coerce.number().nonnegative().max(100_000).default(60),
  },
  ownerDigits: {
    flag: '--owner-digits <keep|strip>',
    group: 'payload',
    env: 'PANDA_PILOT_OWNER_DIGITS',
    help: 'whether digits as last common name of the owner that a job names are his own (keep), or were appended by a proxy (strip)',
    schema: z.enum(['keep', 'strip']).default('keep'),
  },
  transfersAs: {
    flag: '--transfers-as <pilot|payload>',
    group: 'payload',
    env: 'PANDA_PILOT_TRANSFERS_AS',
    help: 'whose credential copies inputs in, and outputs and log out',
    schema: z.enum(['pilot', 'payload']).default('pilot'),
  },
  myproxy: {
    flag: '--myproxy <host[:port]>',
    group: 'payload',
    env: 'PANDA_PILOT_MYPROXY',
    help: 'the MyProxy server (default: the one that a job names)',
    schema: z
      .string()
      .regex(/^[^\s:/]+(?::\d+)?$/, 'is no host or host:port')
      .optional(),
  },
} as const satisfies Record<string, Setting<unknown>>;
