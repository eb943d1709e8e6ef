/**
 * Parts of the names of files whose change is no sign of progress: what pilots of every age, prmon and Python write or compile
 * beside the payload. The list of pilot 1 and pilot3, and the pilot's own files.
 */
const notProgress = [
  '.lib.tgz',
  '.py',
  'DBRelease-',
  'PoolFileCatalog',
  'jobState',
  'matched_replicas',
  'mem.',
  'memory_',
  'pandaJob',
  'prmon',
  'runjob',
  'setup.sh',
  'stack_traces',
] as const;

/** Whether a change of the file of this name shows that the payload does something. */
export function isProgress(name: string): boolean {
  return !notProgress.some((part) => name.includes(part));
}

/** Whether a file of this name is the log of a transformation, such as `log.EVNTtoHITS`. */
export function isLog(name: string): boolean {
  return name.startsWith('log.');
}
