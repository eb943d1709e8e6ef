import { z } from 'zod';
import { count, flag, kind, number, readText } from './field-kinds.ts';
import { recordOf } from './read-fields.ts';
import { refuse } from './refusal.ts';
import { defaulted, limit, optional } from './wire-field.ts';

/** The `params` record of a queue in CRIC. */
export interface QueueParams {
  /** Seconds (`job_maxwalltime`); absent: no limit. */
  readonly jobMaxWallTimeSeconds?: number;
  /** Whether another storage may take outputs (`allow_altstageout`): forced, forbidden, or absent: no preference. */
  readonly allowAltStageOut?: boolean;
  /** Percent over the limit (`pilot_walltime_grace`); 0 unless said. */
  readonly wallTimeGracePercent: number;
  /** Percent over the limit (`pilot_rss_grace`); 100 unless said. */
  readonly rssGracePercent: number;
  /** Percent over the limit (`pilot_maxwdir_grace`); 20 unless said. */
  readonly workDirGracePercent: number;
  /** `internet_protocol_version`. */
  readonly internetProtocolVersion?: 'IPv4' | 'IPv6';
  /** Entries that no name above stands for, as they came. */
  readonly other: Readonly<Record<string, unknown>>;
}

/** What holds for a queue without `params`. */
export const defaultQueueParams: QueueParams = {
  wallTimeGracePercent: 0,
  rssGracePercent: 100,
  workDirGracePercent: 20,
  other: {},
};

const protocolVersion = kind((value): 'IPv4' | 'IPv6' => {
  const version = readText(value).toLowerCase();
  if (version === 'ipv4') return 'IPv4';
  return version === 'ipv6' ? 'IPv6' : refuse('is neither IPv4 nor IPv6');
});

export const queueParams: z.ZodType<QueueParams> = recordOf(
  z.object({
    jobMaxWallTimeSeconds: limit(count, 'job_maxwalltime'),
    allowAltStageOut: optional(flag, 'allow_altstageout'),
    wallTimeGracePercent: defaulted(number, defaultQueueParams.wallTimeGracePercent, 'pilot_walltime_grace'),
    rssGracePercent: defaulted(number, defaultQueueParams.rssGracePercent, 'pilot_rss_grace'),
    workDirGracePercent: defaulted(number, defaultQueueParams.workDirGracePercent, 'pilot_maxwdir_grace'),
    internetProtocolVersion: optional(protocolVersion, 'internet_protocol_version'),
  }),
);
