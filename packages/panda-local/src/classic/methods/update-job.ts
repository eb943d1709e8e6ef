import { type PilotStatus, pilotStatuses } from '../../jobs/job-record.ts';
import { isDiskError } from '../../jobs/job-store.ts';
import { plainValue, type PythonDict } from '../../python/python-json.ts';
import { commandFor, type JobUpdate, type UpdateOutcome } from '../../jobs/update-rules.ts';
import { present, textIn } from '../given.ts';
import type { ClassicContext } from '../method.ts';
import { intIfPossible, pythonInt, sliced } from '../python-cast.ts';
import { type ClassicFields, noRole, statusCodes, withDialog } from '../response.ts';
import { isPilot } from '../role.ts';
import { classicColumns, DatabaseRefusal } from '../update-columns.ts';

/** updateJob. A state that does not exist is answered as a success, without a command. */
export function updateJob(given: PythonDict, context: ClassicContext): ClassicFields {
  if (!isPilot(context.caller)) return withDialog(statusCodes.role, noRole, context.asJson);
  const status = pilotStatuses.find((name) => name === given['state']);
  if (given['jobId'] === 'NULL' || status === undefined) return { StatusCode: statusCodes.success };
  try {
    return answerTo(context.dispatcher.update(pythonInt(given['jobId'] ?? null), jobUpdate(given, status)), context);
  } catch (error) {
    if (!isDiskError(error) && !(error instanceof DatabaseRefusal)) throw error;
    context.logger.error({ pandaId: plainValue(given['jobId'] ?? null), error: error.message }, 'update not stored');
    return { StatusCode: statusCodes.failed };
  }
}

function jobUpdate(given: PythonDict, status: PilotStatus): JobUpdate {
  return {
    status,
    attempt: present(given['attemptNr'], intIfPossible) ?? null,
    columns: classicColumns(given),
    outputReport: textIn(given, 'xml') ?? '',
    metadata: textIn(given, 'metaData') ?? '',
    stdout: present(given['stdout'], (value) => sliced(value, 2048)) ?? '',
    pilotLog: textIn(given, 'pilotLog') ?? '',
  };
}

function answerTo(outcome: UpdateOutcome, { pilotSecrets }: ClassicContext): ClassicFields {
  if (outcome.kind === 'gone') return { StatusCode: statusCodes.success, command: 'tobekilled' };
  if (outcome.kind === 'already-done') return { StatusCode: statusCodes.success, command: 'alreadydone' };
  if (outcome.kind === 'crashed') return { StatusCode: statusCodes.failed };
  const secrets = outcome.record.debug && pilotSecrets !== undefined ? { pilotSecrets } : {};
  return { StatusCode: statusCodes.success, command: commandFor(outcome.record), ...secrets };
}
