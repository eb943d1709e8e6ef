/**
 * Where payloads, PanDA's own wrappers of users' programs among them, look for the secrets of their owner: in their
 * work directory.
 */
export const secretsFile = 'panda_secrets.json';
