/** Hands what one source publishes to any number of readers, each at its own pace. */
export interface Feed<T> {
  /** The value published last. */
  readonly latest: T | undefined;
  publish(value: T): void;
  /** What is published from here on, until `signal` is aborted. */
  read(signal: AbortSignal): AsyncIterable<T>;
}

interface Link<T> {
  readonly value: T;
  readonly next: Promise<Link<T>>;
}

export function createFeed<T>(): Feed<T> {
  let latest: T | undefined;
  let end = createEnd<T>();
  return {
    get latest() {
      return latest;
    },
    publish(value) {
      latest = value;
      const { resolve } = end;
      end = createEnd<T>();
      resolve({ value, next: end.promise });
    },
    read: (signal) => follow(end.promise, signal),
  };
}

async function* follow<T>(first: Promise<Link<T>>, signal: AbortSignal): AsyncGenerator<T> {
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  for (let next = first; ;) {
    const link = await Promise.race([next, aborted]);
    if (link === undefined || signal.aborted) return;
    yield link.value;
    next = link.next;
  }
}

function createEnd<T>(): { readonly promise: Promise<Link<T>>; readonly resolve: (link: Link<T>) => void } {
  let resolve: (link: Link<T>) => void = () => undefined;
  const promise = new Promise<Link<T>>((settle) => (resolve = settle));
  return { promise, resolve };
}
