/** Whether two values of plain data (what JSON can write, with NaN beside) hold the same. Pure. */

/** What is the same object is not looked into. */
export function deepEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null || Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length
    && names.every((name) => Object.hasOwn(other, name) && deepEqual((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]));
}
