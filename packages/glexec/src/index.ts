export { apptainer, type ApptainerOptions } from './apptainer.ts';
export type { Box, BoxView } from './box.ts';
export { type BubblewrapOptions, bubblewrap } from './bubblewrap.ts';
export { type Choice, chooseLauncher } from './choose-launcher.ts';
export { createLauncher, type LauncherParts } from './create-launcher.ts';
export { selectEnvironment } from './environment.ts';
export { glexec, type GlexecOptions } from './glexec.ts';
export type { IdentitySwitch, SwitchEntry, SwitchRefusal } from './identity-switch.ts';
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
export { glexecLocations, locateGlexec } from './locate-glexec.ts';
export { bareDn } from './myproxy/bare-dn.ts';
export {
  createMyProxyClient,
  type MyProxyClient,
  type RetrievedProxy,
  type Retrieval,
  type Storing,
} from './myproxy/client.ts';
export type { MyProxyServer } from './myproxy/connection.ts';
export type { Patience } from './myproxy/conversation.ts';
export type { RefusalKind } from './myproxy/refusal.ts';
export type { StoredName } from './myproxy/request.ts';
export type { StoredCredential } from './myproxy/stored-credential.ts';
export { openRegularFile } from './open-regular-file.ts';
export type { Sandbox } from './sandbox.ts';
export type { SandboxLayout } from './sandbox-layout.ts';
export { sudo, type SudoOptions } from './sudo.ts';
