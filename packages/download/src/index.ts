export { download, type DownloadBounds } from './download.ts';
export { DownloadError } from './download-error.ts';
