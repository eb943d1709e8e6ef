import { z } from 'zod';
import { type Setting, text } from './setting.ts';

/** How files are exchanged with Harvester. */
export const harvesterSettings = {
  harvester: {
    flag: '--harvester <off|push|pull>',
    group: 'harvester',
    env: 'PANDA_PILOT_HARVESTER',
    help: 'who hands out jobs: the server (off), Harvester (push), or Harvester first (pull)',
    schema: z.enum(['off', 'push', 'pull']).default('off'),
  },
  harvesterDir: {
    flag: '--harvester-dir <dir>',
    group: 'harvester',
    env: 'PANDA_PILOT_HARVESTER_DIR',
    help: 'where files are exchanged with Harvester (default: where the pilot was started)',
    schema: text.optional(),
  },
  harvesterDataDir: {
    flag: '--harvester-data-dir <dir>',
    group: 'harvester',
    env: 'PANDA_PILOT_HARVESTER_DATA_DIR',
    help: 'where Harvester puts job definitions (default: the same)',
    schema: text.optional(),
  },
  harvesterEventStatus: {
    flag: '--harvester-event-status <file>',
    group: 'harvester',
    env: 'PANDA_PILOT_HARVESTER_EVENT_STATUS',
    help: 'list of files that Harvester is to store (default: event_status.dump.json there)',
    schema: text.optional(),
  },
  harvesterAttributes: {
    flag: '--harvester-attributes <file>',
    group: 'harvester',
    env: 'PANDA_PILOT_HARVESTER_ATTRIBUTES',
    help: 'what the server would be told of the job (default: worker_attributes.json there)',
    schema: text.optional(),
  },
} as const satisfies Record<string, Setting<unknown>>;
