import { PilotError } from '@panda-pilot/core';
import type { Credential } from './credential.ts';
import { checkLifetime } from './lifetime.ts';
import { checkProxy, type ProxyDemand } from './proxy/check-proxy.ts';
import { demandedSeconds, type ProxyLimits } from './proxy/proxy-limits.ts';
import type { Finding } from './x509/finding.ts';

/** What is asked of whatever the pilot shows. */
export interface CredentialDemand extends ProxyDemand {
  /** Default: `tokenLimits`; `limits` is for proxies. */
  readonly tokenLimits?: ProxyLimits;
}

/** Ten minutes, whenever it is looked at: tokens live for an hour or a few days, and are renewed on the way. */
export const tokenLimits: ProxyLimits = {
  startSeconds: 600,
  stageInSeconds: 600,
  stageOutSeconds: 600,
  runningSeconds: 600,
  graceSeconds: 0,
};

/**
 * Throws PilotError unless `credential` is all that is demanded: of a proxy what `checkProxy` says, of a token its
 * lifetime, with the codes of `checkLifetime`; NO_PROXY (1163) when there is none. Gives the findings that were let
 * pass.
 */
export function checkCredential(credential: Credential, demand: CredentialDemand): readonly Finding[] {
  switch (credential.kind) {
    case 'none':
      throw new PilotError('NO_PROXY', 'there is neither a proxy nor a token');
    case 'x509':
      return checkProxy(credential, demand);
    case 'token': {
      const minimumSeconds = demandedSeconds(demand.tokenLimits ?? tokenLimits, demand.moment);
      checkLifetime(credential, { minimumSeconds, now: demand.now });
      return [];
    }
  }
}
