export {
  type Credential,
  type CredentialProvider,
  fixedCredential,
  noCredential,
  type NoCredential,
  type OidcToken,
} from './credential.ts';
export { checkLifetime, type LifetimeDemand, remainingSeconds } from './lifetime.ts';
export { secret, type Secret } from './secret.ts';
export { readTokenFile, type TokenFileOptions } from './token-file.ts';
export { tokenFileProvider, type TokenProviderOptions } from './token-provider.ts';
