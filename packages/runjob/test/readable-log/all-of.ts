/** Everything that `items` gives, in its order. */
export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const given: T[] = [];
  for await (const item of items) given.push(item);
  return given;
}
