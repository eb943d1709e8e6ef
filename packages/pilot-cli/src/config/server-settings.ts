import { z } from 'zod';
import { type Setting, seconds, text, yesOrNo } from './setting.ts';

/**
 * How much of `--report-patience` a refused credential gets. It may be renewed, by the site or by whoever sends pilots,
 * and what refuses it may be a web server at its start. After some minutes it is gone for good, and the batch slot is
 * worth more than further tries: the next pilot brings a credential of its own.
 */
export const refusedCredentialMinutes = 3;

/** Which server is asked for which jobs. */
export const serverSettings = {
  url: {
    flag: '--url <url>',
    group: 'server',
    env: 'PANDA_PILOT_URL',
    help: 'the PanDA server, such as https://pandaserver.example.org:25443',
    schema: z.string({ error: noServer }).refine(isServer, { error: noServer }),
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
  countryGroup: {
    flag: '--country-group <group>',
    group: 'server',
    env: 'PANDA_PILOT_COUNTRY_GROUP',
    help: "only jobs of this group (the classic API knows groups; today's does not)",
    schema: text.optional(),
  },
  workingGroup: {
    flag: '--working-group <group>',
    group: 'server',
    env: 'PANDA_PILOT_WORKING_GROUP',
    help: 'only jobs of this working group (classic API)',
    schema: text.optional(),
  },
  allowOtherCountry: {
    flag: '--allow-other-country <true|false>',
    group: 'server',
    env: 'PANDA_PILOT_ALLOW_OTHER_COUNTRY',
    help: 'whether jobs of other country groups will do, too (classic API)',
    schema: yesOrNo.default(false),
  },
  task: {
    flag: '--task <id>',
    group: 'server',
    env: 'PANDA_PILOT_TASK',
    help: 'only jobs of this task',
    schema: z.coerce.number().int().positive().optional(),
  },
  outputReports: {
    flag: '--output-reports <json|xml>',
    group: 'server',
    env: 'PANDA_PILOT_OUTPUT_REPORTS',
    help: 'how the classic API is told of outputs: xml for servers before September 2024',
    schema: z.enum(['json', 'xml']).default('json'),
  },
  sameTask: {
    flag: '--same-task <true|false>',
    group: 'server',
    env: 'PANDA_PILOT_SAME_TASK',
    help: 'whether every job after the first is asked of the same task',
    schema: yesOrNo.default(false),
  },
  workerUpdates: {
    flag: '--worker-updates <true|false>',
    group: 'server',
    env: 'PANDA_PILOT_WORKER_UPDATES',
    help: 'whether the server is told of the node, and of the start and end of a worker of Harvester',
    schema: yesOrNo.default(true),
  },
  serverUpdates: {
    flag: '--server-updates <true|false>',
    group: 'server',
    env: 'PANDA_PILOT_SERVER_UPDATES',
    help: 'whether the server is told of jobs; otherwise Harvester is',
    schema: yesOrNo.default(true),
  },
  jobRequests: {
    flag: '--job-requests <n>',
    group: 'server',
    env: 'PANDA_PILOT_JOB_REQUESTS',
    help: 'how often a server without a job is asked, with growing pauses, before the pilot leaves',
    schema: z.coerce.number().int().positive().default(1),
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
    help: `for how long the pilot stays to deliver a final update, ${refusedCredentialMinutes} minutes at most where its credential is refused; the next pilot goes on`,
    schema: seconds.default(1800),
  },
} as const satisfies Record<string, Setting<unknown>>;

function noServer({ input }: { readonly input?: unknown }): string {
  return `"${String(input)}" is no http(s)://host:port`;
}

/** The paths below a server are the client's to choose. */
function isServer(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { href, origin, protocol } = new URL(text);
  return /^https?:$/.test(protocol) && href === `${origin}/`;
}
