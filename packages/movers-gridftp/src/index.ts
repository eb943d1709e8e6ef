export { default as cog } from './cog.ts';
export { default as gsiftp } from './gsiftp.ts';
export { default as uberftp } from './uberftp.ts';
