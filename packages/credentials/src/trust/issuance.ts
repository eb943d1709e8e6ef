import type { Certificate } from '../x509/certificate.ts';
import type { Authority, CaDirectory } from './ca-directory.ts';

/** A certificate and the authority that issued it. */
export interface Issuance {
  readonly subject: Certificate;
  readonly authority: Authority;
  /** How many authorities stand between `authority` and the certificate at the end of the path. */
  readonly authoritiesBelow: number;
  readonly directory: CaDirectory;
  readonly now: Date;
}
