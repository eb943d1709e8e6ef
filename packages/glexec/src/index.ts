export { type AccountClaim, claimAccount, type Claimant, uidOf } from './identity/account-claim.ts';
export { apptainer, type ApptainerOptions } from './box/apptainer.ts';
export type { Box, BoxView } from './box/box.ts';
export { type BubblewrapOptions, bubblewrap } from './box/bubblewrap.ts';
export { type Choice, chooseLauncher } from './choose-launcher.ts';
export { createLauncher, type LauncherParts } from './create-launcher.ts';
export { selectEnvironment } from './start/environment.ts';
export { glexec, type GlexecOptions } from './identity/glexec.ts';
export type { IdentitySwitch, SwitchEntry, SwitchRefusal } from './identity/identity-switch.ts';
export {
  type Guarantee,
  guarantees,
  type Launcher,
  type Payload,
  type PayloadLimits,
  type Policy,
  type ProbePlace,
  type Proof,
} from './launcher.ts';
export { glexecLocations, locateGlexec } from './identity/locate-glexec.ts';
export { bareDn } from './myproxy/bare-dn.ts';
export { createMyProxyClient, type MyProxyClient, type Retrieval, type Storing } from './myproxy/client.ts';
export type { MyProxyServer } from './myproxy/connection.ts';
export type { Patience } from './myproxy/conversation.ts';
export type { RefusalKind } from './myproxy/refusal.ts';
export type { StoredName } from './myproxy/request.ts';
export type { StoredCredential } from './myproxy/stored-credential.ts';
export { openRegularFile } from './sandbox/open-regular-file.ts';
export type { Sandbox } from './sandbox/sandbox.ts';
export type { SandboxLayout } from './sandbox/sandbox-layout.ts';
export { myProxyLogonSource, type MyProxyLogonOptions } from './proxy/myproxy-logon-source.ts';
export { myProxySource } from './proxy/myproxy-source.ts';
export type { ProxySource, WantedProxy } from './proxy/proxy-source.ts';
export { type ProxyGiver, serverProxySource, type ServerSourceOptions } from './proxy/server-source.ts';
export { acceptUserProxy, type ProxyExpectation, type ProxyOrigin, type UserProxy } from './proxy/user-proxy.ts';
export { sudo, type SudoOptions } from './identity/sudo.ts';
