import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Job, type Logger, PilotError } from '@panda-pilot/core';
import { replaceCredentialFile } from '@panda-pilot/credentials';
import {
  type AccountClaim,
  chooseLauncher,
  claimAccount,
  type Launcher,
  type Proof,
  uidOf,
  type UserProxy,
} from '@panda-pilot/glexec';
import { hasPartsAround, imageOf, type LaunchOrder } from '@panda-pilot/runjob';
import { createAccountPool, type LentAccount } from './account-pool.ts';
import { keepRenewed, renewIfEnded } from './keep-renewed.ts';
import { pathOfImage } from './job-image.ts';
import type { LaunchPlan } from './launch-plan.ts';
import { makeLauncher, needsOwner, programFor, switchesAccount } from './make-launcher.ts';
import { fetchAnotherProxy, fetchOwnerProxy, type ProxyPlaces } from './owner-proxy.ts';

/** Decides how the payload of each job is started. */
export interface Launching {
  /** Jobs must come with the names of their owners' credentials. */
  readonly needsProxy: boolean;
  /**
   * Rejects with a PilotError when no launcher that could be tried without a job gives what is demanded: then no job is
   * asked for. Rejects with the signal's reason when aborted.
   */
  check(signal: AbortSignal): Promise<void>;
  /**
   * What the payload of one job needs of the node, from before the job is asked for: an account that no other pilot has,
   * and by which what is demanded is proved. With `launch`, the one that another pilot has ordered. Waits for it; rejects
   * with a PilotError when there will be none or nothing proves it, or with the signal's reason.
   */
  reserve(signal: AbortSignal, launch?: LaunchOrder): Promise<Reservation>;
  /**
   * The order for a job whose directory is there. Rejects with a PilotError: the payload must not be started then, in
   * no way whatever.
   */
  orderFor(job: Job, root: string, reserved?: Reservation): Promise<LaunchOrder>;
  /**
   * Keeps the proxy of the job's owner from ending until `signal` is aborted; `onRenewed` is told of each new one.
   * Resolves when one that has ended already was asked for anew. Never rejects.
   */
  keepRenewed(
    job: Job,
    order: LaunchOrder,
    watch: { readonly signal: AbortSignal; readonly onRenewed: () => void },
  ): Promise<void>;
}

/** An account, where payloads need one. */
export interface Reservation {
  readonly account?: string;
  /** The job is over: its account is free for another. */
  readonly release: () => void;
}

/** What it works with. */
export interface LaunchingDeps {
  readonly plan: LaunchPlan;
  readonly places: ProxyPlaces;
  readonly env: Readonly<Record<string, string>>;
  /** The pilot's own directory, for probes. */
  readonly site: string;
  /** For how long an account is waited for that another pilot has. */
  readonly patienceMs: number;
  readonly logger: Logger;
}

/** Makes it. Every launcher proves its guarantees once for every account that it leads to. */
export function createLaunching(deps: LaunchingDeps): Launching {
  const { plan, places, logger } = deps;
  const pool = createAccountPool(plan.accounts, { ...deps, claim: claimByName });
  const needsAccount = plan.launchers.some((name) => name.startsWith('sudo'));
  const proofs = new Map<string, Promise<Recipe>>();
  const needsProxy = plan.proxyFrom !== 'none';
  const choose = (given: GivenRecipe, whose: string): Promise<Recipe> => {
    const known = proofs.get(whose);
    if (known !== undefined) return known.then((recipe) => ({ ...recipe, ...given }));
    const choice = chooseRecipe(deps, given);
    proofs.set(whose, choice);
    // What failed once may be different for the next job.
    choice.catch(() => proofs.delete(whose));
    return choice;
  };
  const reserve = async (signal: AbortSignal, launch?: LaunchOrder): Promise<Reservation> => {
    if (launch?.account !== undefined) return reservationOf(await pool.take(signal, [launch.account]));
    if (launch !== undefined) return nothingReserved;
    const reserved = needsAccount ? reservationOf(await pool.take(signal)) : nothingReserved;
    try {
      if (!(await awaitsJob(plan, deps.env))) await choose(accountOf(reserved.account), reserved.account ?? '');
      return reserved;
    } catch (error) {
      reserved.release();
      throw error;
    }
  };
  /** Where the steps run in an image of the job's: on the node, in the same directories, by whatever proves what is demanded. */
  const chooseAround = async (
    { image: _image, options: _options, ...given }: GivenRecipe,
    [account = '', owner = '']: readonly string[],
  ): Promise<NonNullable<LaunchOrder['around']>> => {
    const { image, launcher, program } = await choose(given, `${account} ${owner}`.trim());
    if (switchesAccount(launcher)) {
      throw new PilotError(
        'GLEXEC_FAILED',
        `${launcher} would start what runs around the image of the job as another account`,
        {
          hint: 'For the site: let a launcher that keeps the account start payloads of this queue (--launchers bubblewrap or none)',
        },
      );
    }
    return { launcher, ...(program === undefined ? {} : { program }), ...(image === undefined ? {} : { image }) };
  };
  return {
    needsProxy,
    check: async (signal) => {
      if (plan.launchers.some(switchesAccount)) await letOthersThrough(deps.site);
      const { release } = await reserve(signal);
      release();
    },
    reserve,
    orderFor: async (job, root, { account } = nothingReserved) => {
      const payloadProxy = needsProxy ? await placeOwnerProxy(places, job, root) : undefined;
      const given: GivenRecipe = {
        ...accountOf(account),
        ...imageFor(job, plan),
        ...(payloadProxy === undefined ? {} : { payloadProxy }),
      };
      const whose = [account ?? '', needsProxy ? (job.owner ?? '') : '', given.image ?? ''];
      const recipe = await choose(given, whose.join(' ').trim());
      const around =
        given.image === undefined || !hasPartsAround(job) ? {} : { around: await chooseAround(given, whose) };
      const { policy, secrets, transfersAs } = plan;
      logger.info({ jobId: job.pandaId, launcher: recipe.launcher }, 'the payload has a launcher');
      const otherAccount = switchesAccount(recipe.launcher);
      return { ...recipe, ...around, otherAccount, policy: orderPolicy(policy), secrets: [...secrets], transfersAs };
    },
    keepRenewed: async (job, { payloadProxy: path }, { signal, onRenewed }) => {
      if (path === undefined) return;
      const fetch = (): Promise<UserProxy> => fetchAnotherProxy(places, job, dirname(path));
      const renewal = { path, fetch, onRenewed, logger: logger.child({ jobId: job.pandaId }) };
      await renewIfEnded(renewal);
      void keepRenewed(renewal, signal);
    },
  };
}

function reservationOf({ name, release }: LentAccount): Reservation {
  return { account: name, release };
}

const nothingReserved: Reservation = { release: () => undefined };

/** An account that this node does not know is no payload's: sudo says of it what there is to say. */
async function claimByName(account: string): Promise<AccountClaim | undefined> {
  const uid = await uidOf(account);
  return uid === undefined ? { release: () => undefined } : await claimAccount(uid, 'pilot');
}

/** gLExec is tried with the proxy of a job's owner; that it is there at all shows before. */
async function awaitsJob({ launchers }: LaunchPlan, env: LaunchingDeps['env']): Promise<boolean> {
  if (!launchers.some(needsOwner)) return false;
  return await programFor('glexec', env).then(
    () => true,
    () => false,
  );
}

/** What of an order a launcher is made from. */
type Recipe = Pick<LaunchOrder, 'launcher' | 'account' | 'program' | 'image' | 'options' | 'payloadProxy'>;

/** What of it is the job's. */
type GivenRecipe = Omit<Recipe, 'launcher' | 'program'>;

/** The image that the job names, if it names one: it must be one that jobs may have. */
function imageFor(job: Job, { images }: LaunchPlan): Pick<Recipe, 'image' | 'options'> {
  const name = imageOf(job);
  if (name === undefined) return {};
  return { image: pathOfImage(name, images), options: [...(images?.options ?? [])] };
}

function accountOf(account: string | undefined): Pick<Recipe, 'account'> {
  return account === undefined ? {} : { account };
}

/** The first launcher of the plan that proves what is demanded, as a recipe for the runjob that is to use it. */
async function chooseRecipe({ env, logger, plan, site }: LaunchingDeps, given: GivenRecipe): Promise<Recipe> {
  const recipes = new Map<Launcher, Recipe>();
  let absent: unknown;
  // Only Apptainer takes a payload to an image; what it does not guarantee is missed as of any other launcher.
  for (const name of given.image === undefined ? plan.launchers : (['apptainer'] as const)) {
    try {
      const program = await programFor(name, env);
      const recipe: Recipe = {
        launcher: name,
        ...(program === undefined ? {} : { program }),
        ...(name !== 'apptainer' || plan.image === undefined ? {} : { image: plan.image }),
        ...given,
      };
      recipes.set(makeLauncher(recipe), recipe);
    } catch (error) {
      absent ??= error;
    }
  }
  if (recipes.size === 0) throw absent;
  const { launcher, proof } = await proveOne([...recipes.keys()], plan, site);
  logger.info(
    { launcher: launcher.name, guarantees: proof?.guarantees, shortfalls: proof?.shortfalls },
    'launcher chosen',
  );
  const recipe = recipes.get(launcher);
  if (recipe === undefined) throw new Error(`${launcher.name} is none of the launchers`);
  return recipe;
}

/** Nothing demanded, nothing to be proved: unless another account is the point of it. */
async function proveOne(
  launchers: readonly Launcher[],
  { policy, secrets }: LaunchPlan,
  directory: string,
): Promise<{ readonly launcher: Launcher; readonly proof?: Proof }> {
  const [first] = launchers;
  if (first?.name === 'none' && policy.demands.length === 0) return { launcher: first };
  return await chooseLauncher(launchers, policy, { directory, secrets });
}

async function placeOwnerProxy(places: ProxyPlaces, job: Job, root: string): Promise<string> {
  const { text } = await fetchOwnerProxy(places, job, root);
  const path = join(root, 'owner-proxy');
  await replaceCredentialFile(path, text);
  return path;
}

/** Other accounts must get through to their sandboxes, and see nothing on the way. */
async function letOthersThrough(site: string): Promise<void> {
  await chmod(site, 0o711);
}

function orderPolicy({ demands, limits, network, readable }: LaunchPlan['policy']): LaunchOrder['policy'] {
  return { demands: [...demands], network, readable: [...readable], limits: { ...limits } };
}
