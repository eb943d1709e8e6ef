import { access, constants, stat } from 'node:fs/promises';
import { type Checksum, isPilotError, type Logger, PilotError, redact, reasonOf } from '@panda-pilot/core';
import { errnoOf } from '../contract/errno.ts';
import type { Mover, Receipt } from '../contract/mover.ts';
import { aboutOutput } from './about-file.ts';
import { isMoverError, MoverError } from '../contract/mover-error.ts';
import type {
  AttemptTimes,
  FailedTransfer,
  StageOutOutcome,
  StageOutRequest,
  StoredFile,
  Verification,
} from './staging.ts';
import { type Route, Transfer } from './transfer.ts';
import { ask, move, type TransferContext, unaborted } from './transfer-context.ts';
import { verify } from '../verify/verify.ts';
import {
  givenWitness,
  either,
  type LocalWitness,
  localWitness,
  storageWitness,
  type Witness,
} from '../verify/witness.ts';

/** How an output is stored. */
interface OutputWays {
  /** Best first. */
  readonly copytools: readonly string[];
  readonly tries: number;
  /** The class of space that it goes to. */
  readonly spaceToken: string | undefined;
}

/** Stores one output, or finds it stored. Holds the state of that. */
export class StageOut {
  readonly request: StageOutRequest;
  private readonly ways: OutputWays;
  private readonly context: TransferContext;
  private readonly logger: Logger;
  private startedAt: number;
  private transfer: Transfer | undefined;
  private inspected: Promise<number> | undefined;
  private sizeBytes = 0;
  /** Where what stands is this transfer's own doing. */
  private readonly ours = new Set<string>();

  constructor(request: StageOutRequest, ways: OutputWays, context: TransferContext) {
    this.request = request;
    this.ways = ways;
    this.logger = context.logger.child({ lfn: request.file.lfn, direction: 'stage-out' });
    this.context = { ...context, logger: this.logger };
    this.startedAt = context.clock.now();
  }

  /** Bytes of the source, which is looked at once. Rejects with PilotError for what must not be stored, as `settle` tells. */
  inspect(): Promise<number> {
    return (this.inspected ??= this.inspectSource());
  }

  /** Rejects only with `signal.reason` once aborted, when nothing partial is left at the destination. */
  async settle(): Promise<StageOutOutcome> {
    const { file, destination, alternatives = [] } = this.request;
    // Its own time, not that of the files before it.
    this.startedAt = this.context.clock.now();
    try {
      this.sizeBytes = await this.inspect();
      this.transfer = new Transfer(
        {
          direction: 'stage-out',
          lfn: file.lfn,
          totalBytes: this.sizeBytes,
          urls: [destination, ...alternatives],
          ...this.ways,
        },
        this.context,
      );
      return await this.transfer.run((route) => this.attempt(route));
    } catch (error) {
      this.context.signal.throwIfAborted();
      if (!isPilotError(error)) throw error;
      return this.failed(error);
    }
  }

  private async inspectSource(): Promise<number> {
    const { file, source } = this.request;
    const { emptyOutputs, maxOutputBytes } = this.context.limits;
    const details = { lfn: file.lfn, path: source };
    if (Buffer.byteLength(file.lfn) > longestLfn) {
      throw new PilotError('LFN_TOO_LONG', `${file.lfn.slice(0, 80)}... has more than ${longestLfn} bytes`, {
        details,
      });
    }
    const sizeBytes = await sizeOfSource(source, details);
    if (sizeBytes === 0 && emptyOutputs === 'refuse') {
      throw new PilotError('ZERO_FILE_SIZE', source, { details });
    }
    if (sizeBytes > maxOutputBytes) {
      const particulars = `${source}: ${sizeBytes} bytes, at most ${maxOutputBytes} are stored`;
      throw new PilotError('OUTPUT_FILE_TOO_LARGE', particulars, { details: { ...details, sizeBytes } });
    }
    return sizeBytes;
  }

  private async attempt(route: Route): Promise<StoredFile> {
    const present = await this.present(route);
    if (present !== undefined) return present;
    let arrived = false;
    try {
      this.ours.add(route.url.href);
      const receipt = await this.put(route);
      const times = route.moved();
      arrived = true;
      this.requireWhole(receipt, route);
      const local = this.local(receipt.checksum);
      const verification = await this.verify(route, local, receipt.stored);
      return await this.stored(route, local, { mode: receipt.mode, verification, times });
    } catch (error) {
      // A mover that met somebody else's file wrote nothing; an atomic one shows nothing before the end.
      const untouched = isMoverError(error, 'exists') || (!arrived && route.mover.features.atomicPut);
      if (!untouched) await this.discard(route);
      throw error;
    }
  }

  /**
   * The outcome when the storage holds this very content; undefined when the way is free. Only equal checksums prove it:
   * another file of the same size is another file. Rejects with `exists` for what belongs to somebody else.
   */
  private async present(route: Route): Promise<StoredFile | undefined> {
    const sizeBytes = await this.sizeAtDestination(route);
    if (sizeBytes === this.sizeBytes) {
      const local = this.local();
      if (await this.isSame(route, local)) {
        return this.stored(route, local, { mode: 'present', verification: 'checksum' });
      }
    }
    const replace = this.ours.has(route.url.href) || this.request.conflict === 'replace';
    // Also where nothing is to be seen: an interrupted put may have left parts under a name of its own.
    if (replace) await this.clear(route);
    if (replace || sizeBytes === undefined) return undefined;
    throw new MoverError('a file with other content is there already', { kind: 'exists', file: route.url.href });
  }

  /** What cannot be removed may still be replaced, or the put says that it cannot. */
  private async clear({ mover, url }: Route): Promise<void> {
    try {
      await ask(this.context, { mover, url }, (options) => mover.remove(url, options));
    } catch (error) {
      if (!isMoverError(error, 'unsupported')) throw error;
    }
  }

  private async sizeAtDestination({ mover, url }: Route): Promise<number | undefined> {
    try {
      return (await ask(this.context, { mover, url }, (options) => mover.stat(url, options))).size;
    } catch (error) {
      if (isMoverError(error, 'not-found') || isMoverError(error, 'unsupported')) return undefined;
      throw error;
    }
  }

  private async isSame(route: Route, local: Witness): Promise<boolean> {
    try {
      return (await this.verify(route, local)) === 'checksum';
    } catch (error) {
      if (isMoverError(error, 'checksum-mismatch') || isPilotError(error)) return false;
      throw error;
    }
  }

  private async put({ mover, url, onProgress }: Route): Promise<Receipt> {
    const checksum = mover.features.verifies === true ? await this.local().adler32() : undefined;
    const expected = { size: this.sizeBytes, ...(checksum === undefined ? {} : { checksum }) };
    const about = aboutOutput(this.request.file, this.ways.spaceToken);
    return move(this.context, { url, totalBytes: this.sizeBytes, expected, about, onProgress }, (options) =>
      mover.put(this.request.source, url, options),
    );
  }

  /** A source that somebody still writes to is not what was looked at before. */
  private requireWhole({ bytes }: Receipt, { url }: Route): void {
    if (bytes === this.sizeBytes) return;
    const message = `${bytes} bytes were sent of a file of ${this.sizeBytes}`;
    throw new MoverError(message, { kind: 'size-mismatch', file: url.href });
  }

  /** `told`: what the storage has said of the file since it was put there. */
  private async verify({ mover, url }: Route, local: Witness, told?: Checksum): Promise<Verification> {
    const asked = storageWitness({
      size: async () => (await ask(this.context, { mover, url }, (options) => mover.stat(url, options))).size,
      checksum: (algorithm) =>
        ask(this.context, { mover, url, readBytes: this.sizeBytes }, (options) =>
          mover.checksum(url, algorithm, options),
        ),
    });
    const storage = told === undefined ? asked : either(givenWitness({ checksum: told }), asked);
    const accounts = { truth: local, copy: storage, file: url.href };
    const verification = await verify(accounts, mover.features.checksums);
    if (verification !== undefined) return verification;
    if (mover.features.verifies === true) return 'tool';
    const { lfn } = this.request.file;
    throw new PilotError('NO_FILE_VERIFICATION', `${lfn}: the storage says nothing of ${url.href}`, {
      details: { lfn, url: url.href },
    });
  }

  private local(known?: Checksum): LocalWitness {
    return localWitness(this.request.source, this.context.signal, known);
  }

  private async stored(
    { mover, url }: Route,
    local: LocalWitness,
    how: { readonly mode: StoredFile['mode']; readonly verification: Verification; readonly times?: AttemptTimes },
  ): Promise<StoredFile> {
    const { file, role } = this.request;
    return {
      kind: 'stored',
      lfn: file.lfn,
      guid: file.guid,
      role,
      ...how,
      copytool: mover.name,
      surl: url.href,
      sizeBytes: this.sizeBytes,
      checksum: await local.adler32(),
      durationMs: this.durationMs(),
      failedAttempts: this.transfer?.failedAttempts ?? [],
    };
  }

  private failed(error: PilotError): FailedTransfer {
    const { lfn } = this.request.file;
    const failedAttempts = this.transfer?.failedAttempts ?? [];
    return { kind: 'failed', lfn, error, failedAttempts, durationMs: this.durationMs() };
  }

  /** Under a signal of its own: this is also how an aborted transfer ends. */
  private async discard({ mover, url }: { readonly mover: Mover; readonly url: URL }): Promise<void> {
    try {
      await ask(unaborted(this.context), { mover, url }, (options) => mover.remove(url, options));
    } catch (error) {
      this.logger.warn({ url: redact(url.href), reason: reasonOf(error) }, 'cannot remove what a failed transfer left');
    }
  }

  private durationMs(): number {
    return this.context.clock.now() - this.startedAt;
  }
}

/** What today's catalogues take. */
const longestLfn = 255;

async function sizeOfSource(path: string, details: { readonly lfn: string }): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Error(`${path} is not a regular file`);
    await access(path, constants.R_OK);
    return found.size;
  } catch (error) {
    const missing = ['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '');
    if (missing) throw new PilotError('MISSING_OUTPUT_FILE', path, { cause: error, details });
    throw new PilotError('FILE_HANDLING_FAILURE', reasonOf(error), { cause: error, details });
  }
}
