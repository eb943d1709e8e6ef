import { resolve } from 'node:path';
import { PilotError } from '@panda-pilot/core';
import type { CheckCredential } from '@panda-pilot/runjob';
import { z } from 'zod';
import { type CredentialSettings, pilotCredential } from './pilot-credential.ts';
import { assertUsableProxy } from './usable-proxy.ts';

/** What the agent writes for its runjobs: where the credential lies, never what it is. */
const orderSchema = z.object({
  url: z.string(),
  proxyLimits: z.string(),
  proxy: z.string().optional(),
  tokenFile: z.string().optional(),
  tokenOrigin: z.string().optional(),
  caDirectory: z.string().optional(),
  vomsDirectory: z.string().optional(),
});

/**
 * The part of the settings that a runjob, which works in another directory, needs to look at the credential again;
 * undefined where there is none.
 */
export function credentialOrder(
  settings: CredentialSettings,
  cwd: string,
): Readonly<Record<string, unknown>> | undefined {
  const { url, proxyLimits, tokenOrigin, ...paths } = settings;
  if (paths.proxy === undefined && paths.tokenFile === undefined) return undefined;
  const { proxy, tokenFile, caDirectory, vomsDirectory } = paths;
  const places = Object.entries({ proxy, tokenFile, caDirectory, vomsDirectory });
  const absolute = places.flatMap(([name, path]) => (path === undefined ? [] : [[name, resolve(cwd, path)]]));
  return { url, proxyLimits, ...(tokenOrigin === undefined ? {} : { tokenOrigin }), ...Object.fromEntries(absolute) };
}

/**
 * Checks that the pilot's credential lasts for storing outputs; or, where files are copied as the owner, that the
 * owner's proxy is in order. How long that one must last was asked when it was fetched, and it is renewed: a payload
 * that has ended well is not given up for it.
 */
export const checkTransferCredential: CheckCredential = async ({ launch, settings }, { logger }) => {
  if (launch?.transfersAs === 'payload' && launch.payloadProxy !== undefined) {
    return await assertUsableProxy(launch.payloadProxy);
  }
  if (settings.credential === undefined) return;
  const order = orderSchema.parse(settings.credential);
  const { proxy, tokenFile, tokenOrigin, caDirectory, vomsDirectory, ...rest } = order;
  const credential = pilotCredential(
    {
      ...rest,
      proxy,
      tokenFile,
      tokenOrigin,
      caDirectory,
      vomsDirectory,
      tokenKeyFile: undefined,
      tokenRenewal: false,
    },
    { logger, fetchToken: () => Promise.reject(new PilotError('NO_PROXY', 'the agent renews the token')) },
  );
  await credential.check('stage-out');
};
