export type { CastorOptions, ServiceClass } from './options.ts';
export { rfcp, rfcpLfc, rfcpSvcClass } from './rfcp.ts';
