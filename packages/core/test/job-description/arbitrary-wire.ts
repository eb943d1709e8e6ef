import * as fc from 'fast-check';
import type { InputFile, OutputFile } from '../../src/file-spec.ts';
import type { WireJob } from '../../src/wire-job.ts';

/** A job dictionary, and what it must be read as. */
export interface Sample {
  readonly wire: WireJob;
  readonly inputs: readonly InputFile[];
  readonly outputs: readonly OutputFile[];
  readonly log: OutputFile | undefined;
}

const nothing = fc.constantFrom<unknown>('NULL', '', null, undefined);
const word = fc
  .stringMatching(/^[A-Za-z0-9_.:/=@][A-Za-z0-9_.:/=@ -]{0,12}[A-Za-z0-9]$/)
  .filter((text) => text !== 'NULL');
const lfn = fc
  .oneof(fc.stringMatching(/^[A-Za-z0-9_.:#+][A-Za-z0-9_.:#+-]{0,20}$/), fc.constant('mañana – 日本.root'))
  .filter((name) => !['.', '..', 'NULL'].includes(name));
const count = fc.oneof(fc.nat(), fc.nat().map(String), nothing);
const someText = fc.oneof(word, nothing);
const someFlag = fc.oneof(fc.constantFrom<unknown>('True', 'False', true, false), nothing);

const scalars = fc.record<Record<string, unknown>>({
  PandaID: fc.oneof(fc.integer({ min: 1 }), fc.integer({ min: 1 }).map(String)),
  attemptNr: fc.oneof(fc.nat(), fc.nat().map(String)),
  ...Object.fromEntries(
    ['jobsetID', 'taskID', 'reqID', 'jobDefinitionID', 'nSent', 'currentPriority', 'coreCount'].map((key) => [
      key,
      count,
    ]),
  ),
  ...Object.fromEntries(['maxCpuCount', 'maxWalltime', 'minRamCount', 'maxDiskCount'].map((key) => [key, count])),
  ...Object.fromEntries(
    ['prodSourceLabel', 'processingType', 'transferType', 'resource_type', 'cloud', 'nucleus', 'sourceSite', 'jobName']
      .concat([
        'destinationSE',
        'prodUserID',
        'cmtConfig',
        'container_name',
        'altStageOut',
        'credname',
        'myproxy',
        'secrets',
      ])
      .map((key) => [key, someText]),
  ),
  ...Object.fromEntries(
    ['debug', 'loopingCheck', 'isHPO', 'useVP', 'onSiteMerging', 'putLogToOS', 'noExecStrCnv', 'inFilePosEvtNum']
      .concat(['usePrefetcher', 'eventService', 'eventServiceMerge'])
      .map((key) => [key, someFlag]),
  ),
  ioIntensity: fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), nothing),
  cloneJob: fc.oneof(fc.constantFrom('runonce', 'storeonce'), nothing),
  preprocess: fc.oneof(
    fc.record({ command: word, args: fc.oneof(word, fc.constantFrom('NULL', '', null)) }),
    fc.constant({}),
    nothing,
  ),
  containerOptions: fc.oneof(fc.record({ containerImage: word }), nothing),
  writeToFile: fc.oneof(
    nothing,
    fc
      .array(
        fc.tuple(
          lfn.map((name) => name.replaceAll(':', '_')),
          fc.array(lfn, { minLength: 1, maxLength: 3 }),
        ),
        {
          minLength: 1,
          maxLength: 3,
        },
      )
      .map((lists) => lists.map(([name, lfns]) => `${name}:${lfns.join(',')}`).join('^')),
  ),
});

const steps = fc.oneof(
  fc.record<Record<string, unknown>>({
    transformation: word,
    jobPars: fc.oneof(fc.string(), word, fc.constant("-c 'a\nb'"), nothing),
    homepackage: someText,
    swRelease: someText,
  }),
  fc
    .array(fc.record({ transformation: word, parameters: word, homepackage: word, release: word }), {
      minLength: 2,
      maxLength: 4,
    })
    .chain((all) => {
      const lines = (key: 'transformation' | 'parameters' | 'homepackage' | 'release') =>
        all.map((one) => one[key]).join('\n');
      return fc.record<Record<string, unknown>>({
        transformation: fc.constant(lines('transformation')),
        jobPars: fc.constantFrom(lines('parameters'), 'NULL'),
        homepackage: fc.constantFrom(lines('homepackage'), 'NULL', lines('homepackage').replace(/.*/, 'NULL')),
        swRelease: fc.constantFrom(lines('release'), all[0]?.release, 'NULL', undefined),
      });
    }),
);

const checksum = fc.oneof(
  fc.integer({ min: 1, max: 0xffff_ffff }).map((sum) => `ad:${sum.toString(16)}`),
  fc.bigInt({ min: 1n, max: 2n ** 128n - 1n }).map((sum) => `md5:${sum.toString(16).padStart(32, '0')}`),
);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const listWord = word.map((text) => text.replaceAll(',', '_'));

const inputKeys = {
  scope: 'scopeIn',
  guid: 'GUID',
  dataset: 'realDatasetsIn',
  dispatchBlock: 'dispatchDblock',
  dispatchToken: 'dispatchDBlockToken',
  productionBlock: 'prodDBlocks',
  productionToken: 'prodDBlockToken',
  ddmEndpoint: 'ddmEndPointIn',
  sizeBytes: 'fsize',
  checksum: 'checksum',
} as const;

const outputKeys = {
  dataset: 'realDatasets',
  destinationBlock: 'destinationDblock',
  destinationToken: 'destinationDBlockToken',
  dispatchTokenForOut: 'dispatchDBlockTokenForOut',
  productionTokenForOut: 'prodDBlockTokenForOutput',
  destinationSe: 'fileDestinationSE',
  ddmEndpoint: 'ddmEndPointOut',
} as const;

const inputFile = fc.record({
  lfn,
  ...Object.fromEntries(Object.keys(inputKeys).map((key) => [key, maybe(listWord)])),
  sizeBytes: maybe(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
  checksum: maybe(checksum),
});

const outputFile = fc.record({
  lfn,
  scope: maybe(listWord),
  optional: fc.boolean(),
  ...Object.fromEntries(Object.keys(outputKeys).map((key) => [key, maybe(listWord)])),
});

/** One list of values, as the server joins them; the word for an absent one varies. */
function column(values: readonly unknown[], absent: string): string {
  return values.map((value) => (typeof value === 'string' || typeof value === 'number' ? value : absent)).join(',');
}

const present = (file: object): object =>
  Object.fromEntries(Object.entries(file).filter(([, value]) => value !== undefined));

function expectedInput(file: Record<string, unknown>): InputFile {
  const sum = typeof file['checksum'] === 'string' ? file['checksum'].split(':') : undefined;
  const checksum = sum && {
    algorithm: sum[0] === 'ad' ? 'adler32' : 'md5',
    value: sum[1]?.padStart(8, '0'),
  };
  return present({ ...file, checksum }) as InputFile;
}

/** Job dictionaries of every shape that a server may send, with unknown fields of any kind among them. */
export const arbitrarySample: fc.Arbitrary<Sample> = fc
  .record({
    scalars,
    steps,
    inputs: fc.uniqueArray(inputFile, { selector: ({ lfn }) => lfn, maxLength: 5 }),
    outputs: fc.uniqueArray(outputFile, { selector: ({ lfn }) => lfn, maxLength: 5 }),
    logAt: fc.nat(6),
    logGuid: maybe(listWord),
    absent: fc.constantFrom('NULL', ''),
    unknown: fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString')),
      fc.jsonValue(),
    ),
  })
  .map(({ scalars, steps, inputs, outputs, logAt, logGuid, absent, unknown }) => {
    const stored: Record<string, unknown>[] = outputs;
    const read: Record<string, unknown>[] = inputs;
    const log = stored[logAt];
    const wireFields = {
      ...scalars,
      ...steps,
      inFiles: column(
        read.map((file) => file['lfn']),
        absent,
      ),
      ...Object.fromEntries(
        Object.entries(inputKeys).map(([key, field]) => [
          field,
          column(
            read.map((file) => file[key]),
            absent,
          ),
        ]),
      ),
      outFiles: column(
        stored.map((file) => file['lfn']),
        absent,
      ),
      ...Object.fromEntries(
        Object.entries(outputKeys).map(([key, field]) => [
          field,
          column(
            stored.map((file) => file[key]),
            absent,
          ),
        ]),
      ),
      scopeOut: column(
        stored.filter((file) => file !== log).map((file) => file['scope']),
        absent,
      ),
      allowNoOutput: stored
        .filter((file) => file['optional'] === true)
        .map((file) => file['lfn'])
        .join(','),
      logFile: log?.['lfn'] ?? absent,
      logGUID: (log && logGuid) ?? absent,
      scopeLog: log?.['scope'] ?? absent,
    };
    const sent = { ...unknown, ...wireFields };
    return {
      wire: Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) as WireJob,
      inputs: read.map(expectedInput),
      outputs: stored.filter((file) => file !== log).map((file) => present(file) as OutputFile),
      log: log && (present({ ...log, guid: logGuid }) as OutputFile),
    };
  });
