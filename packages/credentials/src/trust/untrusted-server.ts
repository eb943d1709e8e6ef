/** A server's certificates did not pass: nothing was sent to it but the client's own certificate. */
export class UntrustedServer extends Error {}
