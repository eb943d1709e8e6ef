/** One item of `se` or `seopt`: `[token:TOKEN:]URL[^ddm part]`. */
export interface StorageElement {
  readonly token?: string;
  /** Endpoint that a path is appended to: `srm://h.example:8443/srm/managerv2?SFN=`. */
  readonly endpoint: string;
  /** What follows the caret (US queues). */
  readonly ddm?: string;
}
