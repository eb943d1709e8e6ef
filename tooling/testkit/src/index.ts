export { childProgram } from './children.ts';
export { fakeGlexec, type FakeGlexecOptions } from './fake-glexec.ts';
export { type FakeCall, type FakeTool, type FakeTools, fakeTools } from './fake-tools.ts';
export { expectGroupGone, expectNoProcessNaming, groupMembers, processesNaming } from './processes.ts';
export {
  type RecordedRequest,
  type ScriptedAnswer,
  scriptedServer,
  type ScriptedServer,
  type ScriptedServerOptions,
} from './scripted-server.ts';
export {
  createMyProxyGrid,
  layOutMyProxy,
  type MyProxyGrid,
  type MyProxyTestServer,
  startMyProxy,
} from './myproxy-server.ts';
export { inTurns } from './in-turns.ts';
export { makeFifo } from './make-fifo.ts';
export { tempDir, type WhenOver } from './temp-dir.ts';
export { ownTmpdir } from './own-tmpdir.ts';
export { callsOf, type CodeBlock, codeBlocks } from './code-blocks.ts';
export { tree } from './tree.ts';
export { onlyAsRoot } from './only-as-root.ts';
export { mountSmallDisk, serverExtremes, smallDisks } from './small-disk.ts';
export {
  type AttributeOptions,
  createTestAuthority,
  createTestVoms,
  type DelegationOptions,
  signingPolicy,
  type TestAuthority,
  type TestCertificate,
  testExtension,
  type TestHolder,
  testKeys,
  testKeyUsage,
  type TestVoms,
} from './proxies.ts';
export { needsTool } from './require-tool.ts';
export { needsXrootd, startXrootd, type XrootdServer } from './xrootd-server.ts';
export { signProxy } from './sign-proxy.ts';
export { createGridCredentials, type GridCredentials, type ProxyWishes } from './grid-credentials.ts';
export { type GridftpOptions, type GridftpServer, needsGridftp, startGridftp } from './gridftp-server.ts';
export {
  type Daemon,
  type LaunchOptions,
  needsNamespace,
  type NetworkNamespace,
  openNamespace,
} from './network-namespace.ts';
export { type Gateway, openGateway, type Treatment } from './gateway.ts';
export { type HttpRelay, type Misery, openHttpRelay } from './http-relay.ts';
export { startXrdHttp, type XrdHttpServer } from './xrdhttp-server.ts';
export { type SrmRequest, type SrmServer, type SrmServerOptions, startSrm } from './srm-server.ts';
export type { SrmFault, SrmStatus } from './srm/storage.ts';
export { filesBelow } from './files-below.ts';
export { directoryStorage, type DirectoryStorage } from './directory-storage.ts';
export { needsNginx, type NginxServer, startNginx } from './nginx-server.ts';
