import { z } from 'zod';

/**
 * How the payload of a job is to be started, as the agent has decided it: a part of `D/job.json`. Only a composition
 * understands all of it.
 */
export const launchOrderSchema = z.object({
  /** A way of starting payloads by its name in package glexec, such as `sudo+bubblewrap`. */
  launcher: z.string(),
  /** The payload belongs to another account: files are handed over to it and back. */
  otherAccount: z.boolean(),
  /** The account, for launchers that are told it. */
  account: z.string().optional(),
  /** gLExec or Apptainer, absolute, where they are not at their usual place. */
  program: z.string().optional(),
  /** What Apptainer shows instead of the node's own files. */
  image: z.string().optional(),
  /** More options for Apptainer. */
  options: z.array(z.string()).optional(),
  /** How what runs around the steps is started, where these run in an image of the job's: on the node itself. Absent: as the steps. */
  around: z
    .object({
      launcher: z.string(),
      program: z.string().optional(),
      image: z.string().optional(),
    })
    .optional(),
  policy: z.object({
    /** Guarantees that the launcher has proved, and that were demanded. */
    demands: z.array(z.string()),
    network: z.enum(['shared', 'none']),
    /** Directories that a box shows beside the system's own. */
    readable: z.array(z.string()),
    limits: z.object({
      processes: z.number().int().positive().optional(),
      fileBytes: z.number().int().positive().optional(),
      temporaryBytes: z.number().int().positive().optional(),
    }),
  }),
  /** Files with credentials of the pilot's: no payload may get at them. */
  secrets: z.array(z.string()),
  /** The proxy of the job's owner, a file of the pilot's: the payload gets a copy. */
  payloadProxy: z.string().optional(),
  /** Whose credential the copy tools use. */
  transfersAs: z.enum(['pilot', 'payload']),
});

/** How a payload is to be started. */
export type LaunchOrder = z.infer<typeof launchOrderSchema>;
