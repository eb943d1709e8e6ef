import { secret } from '@panda-pilot/credentials';
import { z } from 'zod';

/** Data of `pilot/acquire_jobs`: the jobs stay as they are. */
export const acquired = z.object({ jobs: z.array(z.unknown()) });

/** Data of `pilot/get_job_status`. */
export const jobStatuses = z.array(
  z
    .object({ job_id: z.number(), status: z.string(), attempt_number: z.number() })
    .transform((entry) => ({ jobId: entry.job_id, state: entry.status, attemptNumber: entry.attempt_number })),
);

/** Data of `creds/get_proxy`, and, under the same key, of `creds/get_access_token`. */
export const userProxy = z.object({ user_proxy: z.string().min(1) }).transform((data) => secret(data.user_proxy));

/** Data of `creds/get_key_pair`. */
export const keyPair = z
  .object({ public_key: z.string(), private_key: z.string() })
  .transform((data) => ({ publicKey: data.public_key, privateKey: secret(data.private_key) }));
