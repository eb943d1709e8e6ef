import { reasonOf } from '@panda-pilot/core';
import { z } from 'zod';
import { readLifetimeLimits } from '../credential/lifetime-limits.ts';
import { type Setting, seconds, text, yesOrNo } from './setting.ts';

/** How the pilot proves who it is, and whom it trusts. */
export const credentialSettings = {
  tokenFile: {
    flag: '--token-file <file>',
    group: 'credential',
    env: 'PANDA_PILOT_TOKEN_FILE',
    help: 'file with the OIDC token that the pilot shows the server',
    schema: text.optional(),
  },
  tokenOrigin: {
    flag: '--token-origin <vo:role>',
    group: 'credential',
    env: 'PANDA_PILOT_TOKEN_ORIGIN',
    help: 'whom the token speaks for, such as atlas:production',
    schema: text.optional(),
  },
  tokenKeyFile: {
    flag: '--token-key-file <file>',
    group: 'credential',
    env: 'PANDA_PILOT_TOKEN_KEY_FILE',
    help: 'file with the key for which the server renews the token; the token file is replaced then',
    schema: text.optional(),
  },
  tokenRenewal: {
    flag: '--token-renewal <true|false>',
    group: 'credential',
    env: 'PANDA_PILOT_TOKEN_RENEWAL',
    help: 'whether the token is renewed before it ends, where there is a key',
    schema: yesOrNo.default(true),
  },
  proxy: {
    flag: '--proxy <file>',
    group: 'credential',
    env: 'PANDA_PILOT_PROXY',
    help: 'file with the X.509 proxy that the pilot shows the server, unless it has a token',
    schema: text.optional(),
  },
  proxyLimits: {
    flag: '--proxy-limits <limits>',
    group: 'credential',
    env: 'PANDA_PILOT_PROXY_LIMITS',
    help: 'how long a proxy and its VOMS attributes must last: 48 h at the start and for a further job, 10 minutes while a payload runs, 2 h to store outputs (wiki); 72 h, then an hour, less 20 minutes (current); as long as they last (none); or seconds for start, stage-in, running, stage-out, as in start=86400,stage-out=3600',
    schema: text.superRefine(refuseWrongLimits).default('wiki'),
  },
  credentialWatch: {
    flag: '--credential-watch <seconds>',
    group: 'credential',
    env: 'PANDA_PILOT_CREDENTIAL_WATCH',
    help: 'how often the credential is looked at while a payload runs; a job whose outputs and end could not be told with it is ended while there is time (0: never)',
    schema: seconds.default(600),
  },
  caDirectory: {
    flag: '--ca-directory <dir>',
    group: 'credential',
    env: 'PANDA_PILOT_CA_DIRECTORY',
    help: "hash-named files of the authorities that vouch for the server and for proxies (default: Node's own for the server)",
    schema: text.optional(),
  },
  vomsDirectory: {
    flag: '--voms-directory <dir>',
    group: 'credential',
    env: 'PANDA_PILOT_VOMS_DIRECTORY',
    help: 'who may sign VOMS attributes, as <vo>/<host>.lsc; without it their signatures are not traced',
    schema: text.optional(),
  },
} as const satisfies Record<string, Setting<unknown>>;

function refuseWrongLimits(limits: string, context: z.core.$RefinementCtx<string>): void {
  try {
    readLifetimeLimits(limits);
  } catch (error) {
    context.addIssue(reasonOf(error));
  }
}
