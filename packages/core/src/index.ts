export type { Checksum, ChecksumAlgorithm } from './checksum.ts';
export type { InputFile, OutputFile } from './file-spec.ts';
export { type LogData, type Logger, silentLogger } from './logger.ts';
