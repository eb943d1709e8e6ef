import { secret } from '@panda-pilot/credentials';
import { z } from 'zod';
import { eventRanges, orJsonText } from '../wire/answers.ts';
import { parseServerCommands } from '../records/server-command.ts';

/** Fields of `getJob`: a list of jobs, or the only one itself. The jobs stay as they are. */
export const jobs = z.union([
  z.object({ jobs: orJsonText(z.array(z.unknown())) }).transform((fields) => fields.jobs),
  z.looseObject({ PandaID: z.unknown() }).transform((job): unknown[] => [job]),
]);

/** Fields of `getStatus`: lists joined by `+`. */
export const statusLists = z
  .object({ status: z.string(), attemptNr: z.string().regex(/^\d+(?:\+\d+)*$/) })
  .transform(({ status, attemptNr }) => ({
    states: status.split('+').map((state) => (state === 'notfound' ? 'not found' : state)),
    attempts: attemptNr.split('+').map(Number),
  }));

/** Fields of `checkJobStatus`. */
export const jobChecks = z
  .object({ data: z.array(z.object({ command: z.string().nullable(), status: z.string() })) })
  .transform(({ data }) =>
    data.map(({ command, status }) => ({
      state: status === 'unknown' ? 'not found' : status,
      commands: parseServerCommands(command),
    })),
  );

/** Fields of `getEventRanges`. */
export const acquiredRanges = z
  .object({ eventRanges: orJsonText(eventRanges) })
  .transform((fields) => fields.eventRanges);

/** Fields of `checkEventsAvailability`. */
export const rangeCount = z
  .object({ nEventRanges: z.coerce.number().int().nonnegative() })
  .transform((fields) => fields.nEventRanges);

/** Answer of `get_user_secrets`: whether it went well, and the secrets or a sentence. */
export const outcome = z.tuple([z.boolean(), z.unknown()]);

/** Fields of `getProxy`, and of `get_access_token`. */
export const userProxy = z.object({ userProxy: z.string().min(1) }).transform((fields) => secret(fields.userProxy));

/** Fields of `getKeyPair`. */
export const keyPair = z
  .object({ publicKey: z.string(), privateKey: z.string() })
  .transform((fields) => ({ publicKey: fields.publicKey, privateKey: secret(fields.privateKey) }));
