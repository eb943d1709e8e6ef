import { isAbsent, kind, readFlag, readNumber, readRecord, readText, type Wrong } from './field-kinds.ts';

/** The `params` record of a queue in CRIC. */
export interface QueueParams {
  /** Seconds (`job_maxwalltime`); absent, 0: no limit. */
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

export const queueParams = kind((value, wrong): QueueParams => {
  const {
    job_maxwalltime: wallTime,
    allow_altstageout: altStageOut,
    pilot_walltime_grace: wallTimeGrace,
    pilot_rss_grace: rssGrace,
    pilot_maxwdir_grace: workDirGrace,
    internet_protocol_version: protocol,
    ...other
  } = readRecord(value, wrong);
  const at = (name: string): Wrong => (problem) => wrong(problem, [name]);
  const jobMaxWallTimeSeconds = numberOr(0, wallTime, at('job_maxwalltime'));
  return {
    ...(jobMaxWallTimeSeconds === 0 ? {} : { jobMaxWallTimeSeconds }),
    ...(isAbsent(altStageOut) ? {} : { allowAltStageOut: readFlag(altStageOut, at('allow_altstageout')) }),
    wallTimeGracePercent: numberOr(0, wallTimeGrace, at('pilot_walltime_grace')),
    rssGracePercent: numberOr(100, rssGrace, at('pilot_rss_grace')),
    workDirGracePercent: numberOr(20, workDirGrace, at('pilot_maxwdir_grace')),
    ...(isAbsent(protocol)
      ? {}
      : { internetProtocolVersion: readProtocol(protocol, at('internet_protocol_version')) }),
    other,
  };
});

function numberOr(absent: number, value: unknown, wrong: Wrong): number {
  return isAbsent(value) ? absent : readNumber(value, wrong);
}

function readProtocol(value: unknown, wrong: Wrong): 'IPv4' | 'IPv6' {
  const protocol = readText(value, wrong).toLowerCase();
  if (protocol === 'ipv4') return 'IPv4';
  return protocol === 'ipv6' ? 'IPv6' : wrong('is neither IPv4 nor IPv6');
}
