/** One call of the API, as it came and as it was answered. Credentials are not kept. */
export interface RecordedRequest {
  readonly at: Date;
  readonly verb: string;
  /** `pilot/update_job`, of the classic API `updateJob`; for anything else the path. */
  readonly method: string;
  /** As they came; undefined when the body could not be read. */
  readonly arguments: Readonly<Record<string, unknown>> | undefined;
  readonly answer: { readonly status: number; readonly body: string };
  /** The kind of the scripted fault. */
  readonly fault?: string;
}

/** The last requests; old ones fall out. */
export class RequestLog {
  readonly #capacity: number;
  readonly #requests: RecordedRequest[] = [];

  constructor(capacity = 1000) {
    this.#capacity = capacity;
  }

  add(request: RecordedRequest): void {
    this.#requests.push(request);
    if (this.#requests.length > this.#capacity) this.#requests.shift();
  }

  all(): readonly RecordedRequest[] {
    return [...this.#requests];
  }
}
