export { createLrcRegistrar, type LrcOptions } from './registrars/lrc.ts';
export { createLfcRegistrar, type LfcOptions } from './registrars/lfc.ts';
export type { Registration, Registrar, RegistrationRequest } from './registrars/registrar.ts';
export { createRucioRegistrar, type RucioRegistrarOptions } from './registrars/rucio.ts';
export { createReplicaLookup, type FoundReplicas, type ReplicaLookup } from './replica-lookup.ts';
export { declareSuspicious, type Suspicion } from './suspicious-replicas.ts';
export type { RucioServer } from './rucio-server.ts';
export { default as dq2 } from './dq2.ts';
export { default as rucio } from './rucio.ts';
