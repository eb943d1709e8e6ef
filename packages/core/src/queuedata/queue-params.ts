/** The `params` record of a queue in CRIC. */
export interface QueueParams {
  /** Seconds (`job_maxwalltime`). */
  readonly jobMaxWallTimeSeconds?: number;
  /** `allow_altstageout`. */
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
