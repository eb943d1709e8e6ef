export type { Checksum, ChecksumAlgorithm } from './checksum.ts';
export type { InputFile, OutputFile } from './file-spec.ts';
export { parseJob, serializeJob } from './job-description.ts';
export type { AuxiliaryCommand, EventService, FileList, Job, JobFlags, JobLimits, JobStep, MultiStep } from './job.ts';
export { type LogData, type Logger, silentLogger } from './logger.ts';
export type { JsonValue, WireJob } from './wire-job.ts';
