export { curl } from './curl.ts';
export type { DavOptions } from './dav/options.ts';
export { davs, https } from './davs.ts';
export { presignedUrl, type Presigning, s3 } from './s3.ts';

export type { S3Options } from './s3/s3-options.ts';
export { createThirdPartyCopy, type ThirdPartyCopy, type ThirdPartyRequest } from './third-party/copy.ts';
