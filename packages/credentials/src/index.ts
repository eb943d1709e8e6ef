export { parseBearerToken, type TokenOrigin } from './bearer-token.ts';
export { checkCredential, type CredentialDemand, tokenLimits } from './check-credential.ts';
export {
  type Credential,
  type CredentialProvider,
  fixedCredential,
  noCredential,
  type NoCredential,
  type OidcToken,
} from './credential.ts';
export type { Exposure } from './guard/exposure.ts';
export type { PayloadReach } from './guard/file-exposures.ts';
export { type GuardedEnvironment, guardedEnvironment } from './guard/guarded-environment.ts';
export type { PayloadLaunch } from './guard/launch-exposures.ts';
export { type PilotSecrets, secretsOf } from './guard/pilot-secrets.ts';
export { createProxyGuard, type GuardedLaunch, type ProxyGuard } from './guard/proxy-guard.ts';
export { checkLifetime, type LifetimeDemand, remainingSeconds } from './lifetime.ts';
export { checkProxy, type ProxyDemand } from './proxy/check-proxy.ts';
export { type ProxyFileOptions, readProxyFile } from './proxy/proxy-file.ts';
export {
  currentProxyLimits,
  noProxyLimits,
  type ProxyLimits,
  type ProxyMoment,
  wikiProxyLimits,
} from './proxy/proxy-limits.ts';
export { proxyFileProvider, type ProxyProviderOptions } from './proxy/proxy-provider.ts';
export { type ProxyOptions, readProxy, readShownProxy, type ShownProxy } from './proxy/read-proxy.ts';
export type { ProxyChainLink, X509Proxy } from './proxy/x509-proxy.ts';
export { type RenewalOptions, renewingProvider, type RenewingProvider } from './renewing-provider.ts';
export { replaceCredentialFile } from './replace-credential-file.ts';
export { secret, type Secret } from './secret.ts';
export { readTokenFile, type TokenFileOptions } from './token-file.ts';
export { tokenFileProvider, type TokenProviderOptions } from './token-provider.ts';
export {
  CheckedAgent,
  type CheckedAgentOptions,
  type CheckedRequestOptions,
  type CheckChain,
} from './trust/checked-agent.ts';
export { authoritiesIn, checkServerChain, requireTrusted, type ServerTrust } from './trust/server-chain.ts';
export { shownChain } from './trust/shown-chain.ts';
export { UntrustedServer } from './trust/untrusted-server.ts';
export type { VomsAttributes } from './voms/verify-attributes.ts';
export type { ProxyKind, ProxyRights } from './x509/delegation.ts';
export type { Finding, FindingName } from './x509/finding.ts';
export { type DistinguishedName, sameDn } from './x509/name-text.ts';
