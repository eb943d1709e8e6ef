import { kind, readText } from './field-kinds.ts';

/** Outbound connectivity of the worker nodes. */
export interface WorkerNodeConnectivity {
  /** `full`, `http`, `none`. */
  readonly connectivity: string;
  /** `IPv4`, `IPv6`, `IPv4+IPv6`. */
  readonly protocols?: string;
}

/** `full#IPv4`. */
export const workerNodeConnectivity = kind((value): WorkerNodeConnectivity => {
  const [connectivity = '', protocols = ''] = readText(value)
    .split('#')
    .map((part) => part.trim());
  return { connectivity, ...(protocols === '' ? {} : { protocols }) };
});
