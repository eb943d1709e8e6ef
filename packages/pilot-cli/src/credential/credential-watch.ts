import { type Logger, isPilotError } from '@panda-pilot/core';
import type { FromRunJob } from '@panda-pilot/runjob';

/** Looks at the pilot's credential again and again while the payload of a job runs. */
export interface CredentialWatch {
  /**
   * Aborted, with the PilotError that says why as reason, once it will not do any more: the job is to be ended while it
   * still can be reported.
   */
  readonly lost: AbortSignal;
  /** Hears what the job is doing: it is looked at only while the payload runs, for there are looks of their own before and after. */
  follow(message: FromRunJob): void;
  close(): void;
}

/**
 * `check` rejects with a PilotError when the credential will not do; what else it rejects with is no finding. `everyMs`
 * 0: nobody looks.
 */
export function watchCredential(
  check: () => Promise<void>,
  { everyMs, logger }: { readonly everyMs: number; readonly logger: Logger },
): CredentialWatch {
  const lost = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  const arm = (): void => {
    if (running && everyMs > 0) timer = setTimeout(() => void look(), everyMs).unref();
  };
  const look = async (): Promise<void> => {
    try {
      await check();
    } catch (error) {
      if (!running) return;
      logger.warn({ err: error }, 'the credential will not do any more');
      if (isPilotError(error)) return lost.abort(error);
    }
    arm();
  };
  const end = (): void => {
    running = false;
    clearTimeout(timer);
  };
  return {
    lost: lost.signal,
    follow(message) {
      if (message.type !== 'phase') return;
      end();
      running = message.phase === 'running';
      arm();
    },
    close: end,
  };
}
