import { z } from 'zod';

/** One thing that a person or a site may set: named once, from which flag, environment variable, file key and help line follow. */
interface Setting<T> {
  readonly flag: string;
  /** Heading of the help below which it stands; without one it stands among the others. */
  readonly group?: 'server' | 'work' | 'time' | 'harvester';
  readonly env: string;
  readonly help: string;
  readonly schema: z.ZodType<T>;
}

const text = z.string().min(1);
const seconds = z.coerce
  .number()
  .nonnegative()
  .max(10 ** 8);
const yesOrNo = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((word) => word === 'true' || word === '1'),
]);

const queuedataSources = z
  .string()
  .transform((names) => names.split(',').map((name) => name.trim().toLowerCase()))
  .pipe(z.array(z.enum(['local', 'panda', 'cric', 'cvmfs'])));

/** Every setting of `panda-pilot run`; the defaults stand in the schemas. */
export const settings = {
  url: {
    flag: '--url <url>',
    group: 'server',
    env: 'PANDA_PILOT_URL',
    help: 'the PanDA server, such as https://pandaserver.example.org:25443',
    schema: z.url({ protocol: /^https?$/ }),
  },
  api: {
    flag: '--api <auto|v1|classic>',
    group: 'server',
    env: 'PANDA_PILOT_API',
    help: "which of the server's interfaces is spoken; auto asks for today's first",
    schema: z.enum(['auto', 'v1', 'classic']).default('auto'),
  },
  queue: {
    flag: '-q, --queue <name>',
    group: 'server',
    env: 'PANDA_PILOT_QUEUE',
    help: 'the PanDA queue to work for',
    schema: text,
  },
  queuedata: {
    flag: '--queuedata <file>',
    group: 'server',
    env: 'PANDA_PILOT_QUEUEDATA',
    help: "file with the queue's configuration (default: what the queuedata sources have)",
    schema: text.optional(),
  },
  queuedataSources: {
    flag: '--queuedata-sources <names>',
    group: 'server',
    env: 'PANDA_PILOT_QUEUEDATA_SOURCES',
    help: "where the queue's configuration is looked for, in this order: local (queuedata.json or queuedata.dat where the pilot was started), panda, cric, cvmfs",
    schema: queuedataSources.default(['local', 'panda']),
  },
  queuedataUrl: {
    flag: '--queuedata-url <url>',
    group: 'server',
    env: 'PANDA_PILOT_QUEUEDATA_URL',
    help: "the PanDA server's cache, {queue} for the name (default: port 25085 of the server)",
    schema: text.optional(),
  },
  cricUrl: {
    flag: '--cric-url <url>',
    group: 'server',
    env: 'PANDA_PILOT_CRIC_URL',
    help: 'the queue in CRIC, {queue} for the name; one queue, or a map of all',
    schema: text.default('https://atlas-cric.cern.ch/cache/schedconfig/{queue}.json'),
  },
  queuedataCvmfs: {
    flag: '--queuedata-cvmfs <file>',
    group: 'server',
    env: 'PANDA_PILOT_QUEUEDATA_CVMFS',
    help: 'the file of all queues in CVMFS',
    schema: text.default('/cvmfs/atlas.cern.ch/repo/sw/local/etc/cric_pandaqueues.json'),
  },
  queuedataValidity: {
    flag: '--queuedata-validity <seconds>',
    group: 'server',
    env: 'PANDA_PILOT_QUEUEDATA_VALIDITY',
    help: 'for how long a fetched configuration is used again by pilots below the same work directory (0: never)',
    schema: seconds.default(10_800),
  },
  workdir: {
    flag: '--workdir <dir>',
    group: 'work',
    env: 'PANDA_PILOT_WORKDIR',
    help: 'where jobs are run (default: where the pilot was started)',
    schema: text.optional(),
  },
  label: {
    flag: '--label <label>',
    group: 'server',
    env: 'PANDA_PILOT_LABEL',
    help: 'class of jobs to ask for (prodSourceLabel): managed, user, test, ptest, ...',
    schema: text.optional(),
  },
  versionTag: {
    flag: '--version-tag <tag>',
    group: 'server',
    env: 'PANDA_PILOT_VERSION_TAG',
    help: 'PR, or a release candidate: RC, RCM, ALRB; candidates ask for test jobs',
    schema: text.default('PR'),
  },
  labelRules: {
    flag: '--label-rules <pilot3|pilot1>',
    group: 'server',
    env: 'PANDA_PILOT_LABEL_RULES',
    help: "which pilot's rules make the class of jobs out of label, version tag and the queue's status",
    schema: z.enum(['pilot3', 'pilot1']).default('pilot3'),
  },
  resourceType: {
    flag: '--resource-type <type>',
    group: 'server',
    env: 'PANDA_PILOT_RESOURCE_TYPE',
    help: 'only jobs of this kind: SCORE, MCORE, SCORE_HIMEM, MCORE_HIMEM',
    schema: text.optional(),
  },
  jobType: {
    flag: '--job-type <type>',
    group: 'server',
    env: 'PANDA_PILOT_JOB_TYPE',
    help: 'only managed or only user jobs, where a queue has both',
    schema: text.optional(),
  },
  sameTask: {
    flag: '--same-task <true|false>',
    group: 'server',
    env: 'PANDA_PILOT_SAME_TASK',
    help: 'whether every job after the first is asked of the same task',
    schema: yesOrNo.default(false),
  },
  serverUpdates: {
    flag: '--server-updates <true|false>',
    group: 'server',
    env: 'PANDA_PILOT_SERVER_UPDATES',
    help: 'whether the server is told of jobs; otherwise Harvester is',
    schema: yesOrNo.default(true),
  },
  maxJobs: {
    flag: '--max-jobs <n>',
    group: 'time',
    env: 'PANDA_PILOT_MAX_JOBS',
    help: 'jobs after which the pilot leaves (default: as many as the timefloor allows)',
    schema: z.coerce.number().int().positive().optional(),
  },
  timefloor: {
    flag: '--timefloor <minutes>',
    group: 'time',
    env: 'PANDA_PILOT_TIMEFLOOR',
    help: 'for how long the pilot asks for further jobs (default: what queuedata says; 0: one job)',
    schema: z.coerce.number().nonnegative().max(1440).optional(),
  },
  tokenFile: {
    flag: '--token-file <file>',
    group: 'server',
    env: 'PANDA_PILOT_TOKEN_FILE',
    help: 'file with the OIDC token that the pilot shows the server',
    schema: text.optional(),
  },
  tokenOrigin: {
    flag: '--token-origin <vo:role>',
    group: 'server',
    env: 'PANDA_PILOT_TOKEN_ORIGIN',
    help: 'whom the token speaks for, such as atlas:production',
    schema: text.optional(),
  },
  inputDir: {
    flag: '--input-dir <dir>',
    group: 'work',
    env: 'PANDA_PILOT_INPUT_DIR',
    help: 'where input files lie already, instead of the storage',
    schema: text.optional(),
  },
  outputDir: {
    flag: '--output-dir <dir>',
    group: 'work',
    env: 'PANDA_PILOT_OUTPUT_DIR',
    help: 'where output files are put, instead of the storage',
    schema: text.optional(),
  },
  lifetime: {
    flag: '--lifetime <seconds>',
    group: 'time',
    env: 'PANDA_PILOT_LIFETIME',
    help: "how long the batch slot lasts (default: the queue's maxtime; 0: no end); jobs are stopped in time to store their logs",
    schema: seconds.optional(),
  },
  maxFailedJobs: {
    flag: '--max-failed-jobs <n>',
    group: 'time',
    env: 'PANDA_PILOT_MAX_FAILED_JOBS',
    help: 'failed jobs after which no further one is asked for',
    schema: z.coerce.number().int().positive().default(3),
  },
  jobRequests: {
    flag: '--job-requests <n>',
    group: 'server',
    env: 'PANDA_PILOT_JOB_REQUESTS',
    help: 'how often a server without a job is asked, with growing pauses, before the pilot leaves',
    schema: z.coerce.number().int().positive().default(1),
  },
  slots: {
    flag: '--slots <n>',
    group: 'work',
    env: 'PANDA_PILOT_SLOTS',
    help: 'jobs that run at once; each has its share of memory and disk',
    schema: z.coerce.number().int().positive().max(1024).default(1),
  },
  debugHeartbeat: {
    flag: '--debug-heartbeat <seconds>',
    group: 'time',
    env: 'PANDA_PILOT_DEBUG_HEARTBEAT',
    help: 'the same for a job in debug mode, with the last lines of its output',
    schema: seconds.default(60),
  },
  grace: {
    flag: '--grace <seconds>',
    group: 'time',
    env: 'PANDA_PILOT_GRACE',
    help: 'between SIGTERM and SIGKILL of a payload',
    schema: seconds.default(10),
  },
  heartbeat: {
    flag: '--heartbeat <seconds>',
    group: 'time',
    env: 'PANDA_PILOT_HEARTBEAT',
    help: 'time between two signs of life of a job; each brings orders of the server back, a kill among them',
    schema: seconds.default(60),
  },
  serverTimeout: {
    flag: '--server-timeout <seconds>',
    group: 'server',
    env: 'PANDA_PILOT_SERVER_TIMEOUT',
    help: 'bound on one call of the server',
    schema: seconds.default(120),
  },
  serverPatience: {
    flag: '--server-patience <seconds>',
    group: 'server',
    env: 'PANDA_PILOT_SERVER_PATIENCE',
    help: 'for how long a server that does not answer is asked for a job',
    schema: seconds.default(60),
  },
  reportPatience: {
    flag: '--report-patience <seconds>',
    group: 'server',
    env: 'PANDA_PILOT_REPORT_PATIENCE',
    help: 'for how long the pilot stays to deliver a final update; the next pilot goes on',
    schema: seconds.default(1800),
  },
  keep: {
    flag: '--keep',
    group: 'work',
    env: 'PANDA_PILOT_KEEP',
    help: 'keep the work directories of jobs that are over',
    schema: yesOrNo.default(false),
  },
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
  exitCodes: {
    flag: '--exit-codes <own|pilot3>',
    env: 'PANDA_PILOT_EXIT_CODES',
    help: 'which numbers the process ends with: those below, or those that wrappers of pilot 3 know (64 to 83)',
    schema: z.enum(['own', 'pilot3']).default('own'),
  },
  logLevel: {
    flag: '--log-level <level>',
    env: 'PANDA_PILOT_LOG_LEVEL',
    help: 'debug, info, warn or error',
    schema: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  },
} as const satisfies Record<string, Setting<unknown>>;

/** A row of the table, as those read it that go through all of them. */
export const settingRows: readonly Setting<unknown>[] = Object.values(settings);

export type SettingName = keyof typeof settings;
export type Settings = { readonly [name in SettingName]: z.infer<(typeof settings)[name]['schema']> };
