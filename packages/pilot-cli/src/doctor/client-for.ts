import { resolve } from 'node:path';
import type { Credential } from '@panda-pilot/credentials';
import { createPandaClient, type PandaClient } from '@panda-pilot/panda-client';
import type { Patient } from './patient.ts';

/** A client of the patient's server that shows `credential`, and is closed by whoever has it. */
export function clientFor({ cwd, settings, logger }: Patient, credential: Credential): PandaClient {
  const { api, caDirectory, url } = settings;
  const trust = caDirectory === undefined ? {} : { caDirectory: resolve(cwd, caDirectory) };
  return createPandaClient({ url, api, credential, timeoutMs: 3500, logger, ...trust });
}
