/** A promise with its ends outside (`Promise.withResolvers`, which tablets before 2024 lack). */
export function deferred() {
  let resolve, reject;
  const promise = new Promise((yes, no) => ([resolve, reject] = [yes, no]));
  return { promise, resolve, reject };
}
