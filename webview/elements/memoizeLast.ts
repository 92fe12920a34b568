/** A function that gives its last result again, the same object, as long as it is given the same arguments. */
export function memoizeLast<Arguments extends readonly unknown[], Result>(
  make: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  let last: { readonly given: Arguments; readonly result: Result } | null = null;
  return (...given) => {
    const known = last;
    if (
      known !== null &&
      given.length === known.given.length &&
      given.every((one, index) => one === known.given[index])
    ) {
      return known.result;
    }
    last = { given, result: make(...given) };
    return last.result;
  };
}
