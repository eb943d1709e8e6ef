/** Bytes as they come from a server, taken off in the units of the protocol, however they were cut on the way. */
export class Incoming {
  #bytes = Buffer.alloc(0);
  #waiting: (() => void) | undefined;
  #end: Error | 'end' | undefined;

  push(chunk: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    if (this.#bytes.length > largestAnswerBytes) this.end(new Error('the server sends more than any answer has'));
    this.#wake();
  }

  /** Nothing more comes: the connection has ended, or broken. */
  end(reason: Error | 'end'): void {
    this.#end ??= reason;
    this.#wake();
  }

  /** A text up to its NUL. Over TLS 1.3 the server sends one NUL too many, before it. */
  async text(): Promise<string> {
    for (;;) {
      const start = this.#bytes.findIndex((byte) => byte !== 0);
      const length = start < 0 ? -1 : this.#bytes.indexOf(0, start);
      if (length >= 0) return this.#take(length + 1).toString('utf8', start, length);
      await this.#more();
    }
  }

  /** A count and that many certificates; a text instead, when the server has changed its mind. */
  async certificates(): Promise<readonly Buffer[] | string> {
    while (this.#bytes.length === 0) await this.#more();
    if (this.#bytes[0] === 'V'.charCodeAt(0)) return await this.text();
    const [count = 0] = this.#take(1);
    if (count === 0 || count > mostCertificates) throw new Error(`the server announces ${count} certificates`);
    const certificates: Buffer[] = [];
    while (certificates.length < count) certificates.push(await this.element());
    return certificates;
  }

  /** One DER element: a certificate, or a request for one. */
  async element(): Promise<Buffer> {
    while (this.#bytes.length < 4) await this.#more();
    const [tag = 0, first = 0] = this.#bytes;
    const sizeBytes = first < 0x80 ? 0 : first - 0x80;
    if (tag !== 0x30 || sizeBytes > 2) throw new Error('the server sends something that is no certificate');
    const length = sizeBytes === 0 ? first : this.#bytes.readUIntBE(2, sizeBytes);
    const total = 2 + sizeBytes + length;
    while (this.#bytes.length < total) await this.#more();
    return this.#take(total);
  }

  #take(count: number): Buffer {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  async #more(): Promise<void> {
    if (this.#end === 'end') throw new Error('the server has closed the connection in the middle of the conversation');
    if (this.#end !== undefined) throw this.#end;
    await new Promise<void>((resolve) => (this.#waiting = resolve));
  }

  #wake(): void {
    this.#waiting?.();
    this.#waiting = undefined;
  }
}

/** A chain of 16 certificates with VOMS attributes has some 50 kB. */
const largestAnswerBytes = 256 * 1024;
const mostCertificates = 16;
