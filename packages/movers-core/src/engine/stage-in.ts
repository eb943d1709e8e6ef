import { createHash } from 'node:crypto';
import { rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Checksum, type InputFile, isPilotError, type Logger, PilotError, reasonOf } from '@panda-pilot/core';
import { ownSuffix } from '@panda-pilot/lease';
import { errnoOf, moverErrorFrom } from '../contract/errno.ts';
import type { Expectation, Receipt } from '../contract/mover.ts';
import { MoverError } from '../contract/mover-error.ts';
import { aboutInput } from './about-file.ts';
import type {
  AttemptTimes,
  FailedTransfer,
  StagedFile,
  StageInOutcome,
  StageInRequest,
  Verification,
} from './staging.ts';
import { type Route, Transfer } from './transfer.ts';
import { ask, move, type TransferContext } from './transfer-context.ts';
import { requireSameSize, verify } from '../verify/verify.ts';
import { givenWitness, either, localWitness, storageWitness, type Witness } from '../verify/witness.ts';

/** Brings one input: to a `.part` of its own beside the destination, verified there, then to its name. Holds the state of that. */
export class StageIn {
  readonly request: StageInRequest;
  private readonly context: TransferContext;
  private readonly transfer: Transfer;
  private readonly logger: Logger;
  private readonly part: string;
  private startedAt: number;

  constructor(
    request: StageInRequest,
    ways: { readonly copytools: readonly string[]; readonly tries: number },
    context: TransferContext,
  ) {
    const { file, replicas, destination } = request;
    this.request = request;
    this.logger = context.logger.child({ lfn: file.lfn, direction: 'stage-in' });
    this.context = { ...context, logger: this.logger };
    this.part = partOf(destination);
    this.startedAt = context.clock.now();
    this.transfer = new Transfer(
      { direction: 'stage-in', lfn: file.lfn, totalBytes: file.sizeBytes, urls: replicas, ...ways },
      this.context,
    );
  }

  /** The file when it stands at its destination already, as the catalogue wants it. */
  async present(): Promise<StagedFile | undefined> {
    const { file, destination } = this.request;
    this.startedAt = this.context.clock.now();
    const local = localWitness(destination, this.context.signal);
    const catalogue = givenWitness(file);
    const verification = await this.presentAs(local, catalogue);
    if (verification === undefined) return undefined;
    return this.staged(local, { mode: 'present', verification });
  }

  /** Rejects only with `signal.reason` once aborted, when nothing of the file is left. */
  async settle(): Promise<StageInOutcome> {
    // Its own time, not that of the files before it.
    this.startedAt = this.context.clock.now();
    try {
      return await this.transfer.run((route) => this.attempt(route));
    } catch (error) {
      this.context.signal.throwIfAborted();
      if (!isPilotError(error)) throw error;
      return this.failed(error);
    }
  }

  /** The outcome of a file that is refused or cannot be had. */
  failed(error: PilotError): FailedTransfer {
    const { lfn } = this.request.file;
    const { failedAttempts } = this.transfer;
    return { kind: 'failed', lfn, error, failedAttempts, durationMs: this.durationMs() };
  }

  /** Without a word from the catalogue nothing that lies about is believed; with a checksum its size is not enough. */
  private async presentAs(local: Witness, catalogue: Witness): Promise<Verification | undefined> {
    const { file, destination } = this.request;
    const accounts = { truth: catalogue, copy: local, file: destination };
    try {
      if (!(await stat(destination)).isFile()) return undefined;
      await requireSameSize(accounts);
      const verification = await verify(accounts, file.checksum === undefined ? [] : [file.checksum.algorithm]);
      return file.checksum !== undefined && verification === 'size' ? undefined : verification;
    } catch (error) {
      this.context.signal.throwIfAborted();
      if (errnoOf(error) !== 'ENOENT')
        this.logger.warn({ reason: reasonOf(error) }, 'what stands at the destination is replaced');
      return undefined;
    }
  }

  private async attempt(route: Route): Promise<StagedFile> {
    await this.requireOnDisk(route);
    await this.discard();
    try {
      const receipt = await this.fetch(route);
      const times = route.moved();
      const local = localWitness(this.part, this.context.signal, receipt.checksum);
      const verification = await this.verify(route, local);
      const staged = await this.staged(local, { mode: receipt.mode, verification, route, times });
      this.context.signal.throwIfAborted();
      await this.keep();
      return staged;
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  /** A replica on tape is passed over as long as another may be on disk, or where nobody waits for a tape. */
  private async requireOnDisk({ mover, url }: Route): Promise<void> {
    const { replicas, onTape = 'wait' } = this.request;
    const isLast = url.href === replicas.at(-1)?.href;
    if (mover.locality === undefined || (isLast && onTape === 'wait')) return;
    const locality = await ask(
      this.context,
      { mover, url },
      async (options) => (await mover.locality?.(url, options)) ?? 'unknown',
    );
    if (locality === 'nearline') throw new MoverError('on tape, not on disk', { kind: 'offline', file: url.href });
  }

  private fetch({ mover, url, onProgress }: Route): Promise<Receipt> {
    const { file } = this.request;
    const told = { expected: expectedOf(file), about: aboutInput(file) };
    return move(this.context, { url, totalBytes: file.sizeBytes, growing: this.part, ...told, onProgress }, (options) =>
      mover.get(url, this.part, options),
    );
  }

  /** The catalogue's word counts; the storage is asked only for what the catalogue does not say. */
  private async verify({ mover, url }: Route, local: Witness): Promise<Verification> {
    const { file } = this.request;
    const catalogue = givenWitness(file);
    const storage = storageWitness({
      size: async () => (await ask(this.context, { mover, url }, (options) => mover.stat(url, options))).size,
      checksum: async (algorithm) =>
        ask(this.context, { mover, url, readBytes: (await local.size()) ?? 0 }, (options) =>
          mover.checksum(url, algorithm, options),
        ),
    });
    // Before any checksum: a truncated file is told as one, and costs no reading.
    await requireSameSize({ truth: catalogue, copy: local, file: url.href });
    const wanted = file.checksum === undefined ? [] : [file.checksum.algorithm];
    const accounts = { truth: either(catalogue, storage), copy: local, file: url.href };
    const verification = await verify(accounts, [...wanted, ...mover.features.checksums]);
    if (verification !== undefined) return verification;
    if (mover.features.verifies === true) return 'tool';
    throw new PilotError('NO_FILE_VERIFICATION', `${file.lfn}: neither the catalogue nor ${url.href} says what it is`, {
      details: { lfn: file.lfn, url: url.href },
    });
  }

  private async staged(
    local: Witness,
    how: {
      readonly mode: StagedFile['mode'];
      readonly verification: Verification;
      readonly route?: Route;
      readonly times?: AttemptTimes;
    },
  ): Promise<StagedFile> {
    const { file, destination } = this.request;
    const { route, ...rest } = how;
    const sizeBytes = (await local.size()) ?? 0;
    const checksum = how.verification === 'checksum' ? await this.checksumOf(local, route) : undefined;
    return {
      kind: 'staged',
      lfn: file.lfn,
      path: destination,
      ...rest,
      ...(route === undefined ? {} : { copytool: route.mover.name, url: route.url.href }),
      sizeBytes,
      ...(checksum === undefined ? {} : { checksum }),
      durationMs: this.durationMs(),
      failedAttempts: this.transfer.failedAttempts,
    };
  }

  private async checksumOf(local: Witness, route: Route | undefined): Promise<Checksum | undefined> {
    const algorithms = [this.request.file.checksum?.algorithm, ...(route?.mover.features.checksums ?? [])];
    for (const algorithm of algorithms) {
      const checksum = algorithm === undefined ? undefined : await local.checksum(algorithm);
      if (checksum !== undefined) return checksum;
    }
    return undefined;
  }

  private async keep(): Promise<void> {
    const { destination } = this.request;
    try {
      await rename(this.part, destination);
    } catch (error) {
      throw moverErrorFrom(error, destination);
    }
  }

  private async discard(): Promise<void> {
    try {
      await unlink(this.part);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return;
      this.logger.warn({ path: this.part, reason: reasonOf(error, this.part) }, 'cannot remove a partial file');
    }
  }

  private durationMs(): number {
    return this.context.clock.now() - this.startedAt;
  }
}

/**
 * A name beside `destination` that no other transfer to the same path has; who finds it can tell whether its maker is alive. The
 * name of the file stands first, unless that is longer than a file system takes.
 */
function partOf(destination: string): string {
  const [name, end] = [basename(destination), `${ownSuffix()}.part`];
  const fits = Buffer.byteLength(`${name}${end}`) <= longestName;
  return join(dirname(destination), `${fits ? name : createHash('md5').update(name).digest('hex')}${end}`);
}

const longestName = 255;

function expectedOf({ sizeBytes, checksum }: InputFile): Expectation {
  return { ...(sizeBytes === undefined ? {} : { size: sizeBytes }), ...(checksum === undefined ? {} : { checksum }) };
}
