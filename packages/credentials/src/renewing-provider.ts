import { type Logger, silentLogger } from '@panda-pilot/core';
import type { Credential, CredentialProvider } from './credential.ts';
import { remainingSeconds } from './lifetime.ts';
import { replaceCredentialFile } from './replace-credential-file.ts';
import type { Secret } from './secret.ts';

/** How a credential is renewed before it ends. */
export interface RenewalOptions {
  /** Gets the text of a new one, from a server, as long as `held` still opens its door. */
  readonly fetch: (held: Credential) => Promise<Secret>;
  /** Reads that text: `parseBearerToken`, `readProxy`. What it rejects is not taken. */
  readonly read: (text: Secret) => Credential | Promise<Credential>;
  /** A file for those who read files, such as copy tools: it has all of the old credential or all of the new one. Default: none. */
  readonly path?: string;
  /**
   * A credential that has less than this left is renewed. Default: two hours, or half of what it had when it was first
   * seen if that is less.
   */
  readonly renewBeforeSeconds?: number;
  /** No two renewals begin closer than this. Default: a minute, give or take half. */
  readonly pauseSeconds?: number;
  /** Default: the system's clock. */
  readonly now?: () => Date;
  /** From 0 to 1. */
  readonly random?: () => number;
  /** Hears about renewals and their failures. Default: nobody. */
  readonly logger?: Logger;
}

/** A provider that renews what it gives. */
export interface RenewingProvider extends CredentialProvider {
  /** Resolves when the renewal that is under way, if any, has come to an end, good or bad. */
  settled(): Promise<void>;
}

/**
 * A provider of the credential of `base`, or of a renewed one, whichever lasts longer. Each call of `current` looks
 * whether a renewal is due and begins it, one at a time; it never waits for one, so that no job does, and `fetch` may
 * itself call a server with this provider's credential. A renewal that fails, or gives something that lasts no longer,
 * changes nothing and is tried again later. Nothing is done between calls: a pilot that calls at each heartbeat needs
 * no further timer. A proxy lasts as long as its VOMS attributes. A credential that does not say when it ends is not
 * renewed.
 */
export function renewingProvider(base: CredentialProvider, options: RenewalOptions): RenewingProvider {
  const renewal = new Renewal(options);
  return {
    current: async () => renewal.look(await renewal.bestOf(base)),
    settled: () => renewal.settled(),
  };
}

class Renewal {
  readonly #options: RenewalOptions;
  #renewed: Credential | undefined;
  #first: { readonly credential: Credential; readonly seconds: number } | undefined;
  #running: Promise<void> | undefined;
  /** When the last one began, and how long none is to begin after it. */
  #pause = { fromMs: -Infinity, ms: 0 };
  /** A new credential that the file does not have yet. */
  #unwritten: Secret | undefined;

  constructor(options: RenewalOptions) {
    this.#options = options;
  }

  async bestOf(base: CredentialProvider): Promise<Credential> {
    const renewed = this.#renewed;
    try {
      const given = await base.current();
      return renewed === undefined || this.#left(given) >= this.#left(renewed) ? given : renewed;
    } catch (error) {
      if (renewed === undefined || this.#left(renewed) <= 0) throw error;
      return renewed;
    }
  }

  look(held: Credential): Credential {
    if (this.#first?.credential !== held) this.#first = { credential: held, seconds: this.#left(held) };
    const isDue = this.#left(held) < this.#dueAt();
    if (this.#running !== undefined || this.#isPausing() || !(isDue || this.#unwritten !== undefined)) return held;
    const { pauseSeconds = 60, random = Math.random } = this.#options;
    this.#pause = { fromMs: this.#now().getTime(), ms: pauseSeconds * 1000 * (0.5 + random()) };
    this.#running = (isDue ? this.#renew(held) : this.#write()).finally(() => (this.#running = undefined));
    return held;
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  /** A clock that was set back ends a pause: it would last for as long as the clock was wrong. */
  #isPausing(): boolean {
    const { fromMs, ms } = this.#pause;
    const sinceMs = this.#now().getTime() - fromMs;
    return sinceMs >= 0 && sinceMs < ms;
  }

  #dueAt(): number {
    return this.#options.renewBeforeSeconds ?? Math.min(7200, (this.#first?.seconds ?? 0) / 2);
  }

  /** Never rejects: nobody waits for it. */
  async #renew(held: Credential): Promise<void> {
    const { fetch, read, logger = silentLogger } = this.#options;
    try {
      const text = await fetch(held);
      const fresh = await read(text);
      if (!(this.#left(fresh) > this.#left(held)))
        throw new Error('the new credential lasts no longer than the old one');
      this.#renewed = fresh;
      this.#unwritten = text;
      logger.info({ secondsLeft: Math.floor(this.#left(fresh)) }, 'credential renewed');
    } catch (error) {
      logger.warn({ err: error, secondsLeft: Math.floor(this.#left(held)) }, 'credential could not be renewed');
    }
    await this.#write();
  }

  /** Never rejects: what the file does not have now it gets later. */
  async #write(): Promise<void> {
    const { path, logger = silentLogger } = this.#options;
    const text = this.#unwritten;
    if (text === undefined) return;
    try {
      if (path !== undefined) await replaceCredentialFile(path, text);
      this.#unwritten = undefined;
    } catch (error) {
      logger.warn({ err: error, path }, 'the renewed credential could not be written');
    }
  }

  #left(credential: Credential): number {
    const now = this.#now();
    const own = remainingSeconds(credential, now);
    const [attributes] = credential.kind === 'x509' ? credential.attributes : [];
    return attributes === undefined ? own : Math.min(own, (attributes.expiresAt.getTime() - now.getTime()) / 1000);
  }

  #now(): Date {
    return this.#options.now?.() ?? new Date();
  }
}
