import type { ClassicMethod } from '../method.ts';
import { statusCodes } from '../response.ts';
import { pilotRefusal } from './events.ts';

/** updateWorkerPilotStatus: succeeds even for a worker that nobody knows. Refusals are bare texts. */
export const updateWorkerPilotStatus: ClassicMethod = ({ status }, context) => {
  const refusal = pilotRefusal(context);
  if (refusal !== undefined) return refusal;
  if (status === 'started' || status === 'finished') return { StatusCode: statusCodes.success };
  return "Invalid worker state. The worker state has to be in ('started', 'finished')";
};
