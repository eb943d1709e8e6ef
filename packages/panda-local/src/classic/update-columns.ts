import type { JobColumns } from '../jobs/job-record.ts';
import type { PythonDict, PythonValue } from '../python/python-json.ts';
import { databaseTimeOnly, leaks, type Unset, withoutUnset } from '../v1/update-columns.ts';
import { present, pythonStr } from './given.ts';
import { intIfPossible, pythonFloat, pythonInt, sliced } from './python-cast.ts';

/** The database has refused a value. */
export class DatabaseRefusal extends Error {}

/**
 * The columns that an update sets. Throws in Python's words for what the server cannot take, and DatabaseRefusal for
 * text in a column of numbers. Unlike `/api/v1` it keeps the rates as they come, the mean core count with its fraction,
 * and error codes without their sign.
 */
export function classicColumns(given: PythonDict): JobColumns {
  return withoutUnset({ ...texts(given), ...numbers(given), ...memory(given), ...transfers(given) });
}

function texts(given: PythonDict): Unset<JobColumns> {
  const cut = (name: string, width: number): string | undefined => set(given[name], (value) => sliced(value, width));
  return {
    modificationHost: cut('node', 128),
    pilotErrorDiag: cut('pilotErrorDiag', 500),
    exeErrorDiag: cut('exeErrorDiag', 500),
    jobMetrics: cut('jobMetrics', 500),
    pilotTiming: set(given['pilotTiming'], pythonStr),
    startTime: set(given['startTime'], timeOf),
    endTime: set(given['endTime'], timeOf),
    schedulerID: set(given['schedulerID'], pythonStr),
    pilotID: cut('pilotID', 200),
    batchID: cut('batchID', 80),
    jobSubStatus: cut('jobSubStatus', 80),
    cpuConsumptionUnit: set(given['cpuConsumptionUnit'], pythonStr),
    cpu_architecture_level: cut('cpu_architecture_level', 20),
    corruptedFiles: set(given['corruptedFiles'], pythonStr),
    grid: cut('grid', 50),
    sourceSite: cut('source_site', 36),
    destinationSite: cut('destination_site', 36),
    ...leaks(cut('jobMetrics', 500) ?? null),
  };
}

function numbers(given: PythonDict): Unset<JobColumns> {
  const column = (name: string): number | undefined => set(given[name], columnNumber);
  const code = (name: string): number | undefined => set(given[name], intIfPossible);
  return {
    transExitCode: code('transExitCode'),
    pilotErrorCode: present(code('pilotErrorCode'), Math.abs),
    exeErrorCode: column('exeErrorCode'),
    cpuConsumptionTime: column('cpuConsumptionTime'),
    cpuConversion: column('cpuConversionFactor'),
    nEvents: column('nEvents'),
    nInputFiles: column('nInputFiles'),
    actualCoreCount: column('coreCount'),
    meanCoreCount: set(given['meanCoreCount'], columnNumber),
  };
}

function memory(given: PythonDict): Unset<JobColumns> {
  const whole = (name: string): number | undefined => set(given[name], (value) => Math.trunc(pythonFloat(value)));
  return {
    maxRSS: whole('maxRSS'),
    maxVMEM: whole('maxVMEM'),
    maxSWAP: whole('maxSWAP'),
    maxPSS: whole('maxPSS'),
    avgRSS: whole('avgRSS'),
    avgVMEM: whole('avgVMEM'),
    avgSWAP: whole('avgSWAP'),
    avgPSS: whole('avgPSS'),
  };
}

/** At most ten digits. */
function transfers(given: PythonDict): Unset<JobColumns> {
  const capped = (value: number): number => Math.min(10 ** 10 - 1, value);
  const kilobytes = (name: string): number | undefined => set(given[name], (bytes) => capped(pythonInt(bytes) / 1024));
  const rate = (name: string): number | undefined =>
    set(given[name], (value) => capped(Math.trunc(pythonFloat(value))));
  return {
    totRCHAR: kilobytes('totRCHAR'),
    totWCHAR: kilobytes('totWCHAR'),
    totRBYTES: kilobytes('totRBYTES'),
    totWBYTES: kilobytes('totWBYTES'),
    rateRCHAR: rate('rateRCHAR'),
    rateWCHAR: rate('rateWCHAR'),
    rateRBYTES: rate('rateRBYTES'),
    rateWBYTES: rate('rateWBYTES'),
  };
}

/** The empty text, too, sets nothing. */
function set<To>(value: PythonValue | undefined, read: (value: PythonValue) => To): To | undefined {
  return value === '' ? undefined : present(value, read);
}

function timeOf(value: PythonValue): string | undefined {
  return typeof value === 'string' ? databaseTimeOnly(value) : undefined;
}

function columnNumber(value: PythonValue): number {
  try {
    return pythonFloat(value);
  } catch (error) {
    throw new DatabaseRefusal('a column of numbers', { cause: error });
  }
}
