/** What a page remembered, read again: another version may have written it, so each part is checked by itself. Pure. */

export type Check = (value: unknown) => boolean;

export const isText: Check = (value) => typeof value === 'string';
export const isFlag: Check = (value) => typeof value === 'boolean';
export const isOneOf =
  (...all: readonly unknown[]): Check =>
  (value) =>
    all.includes(value);
export const isList =
  (each: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(each);
export const isRecord =
  (each: Check): Check =>
  (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(each);
export const isShaped =
  (parts: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(parts).every(([name, check]) => check((value as Record<string, unknown>)[name]));
export const isEither =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));

/** One for each part. */
export type Checks<T extends object> = Readonly<Record<keyof T, Check>>;

/** What is remembered as far as it is what it should be; the rest is as at first. */
export function asRemembered<T extends object>(first: T, checks: Checks<T>, remembered: unknown): T {
  if (typeof remembered !== 'object' || remembered === null) {
    return first;
  }
  const known = Object.entries(remembered).filter(
    ([name, value]) => Object.hasOwn(checks, name) && checks[name as keyof T](value),
  );
  return { ...first, ...(Object.fromEntries(known) as Partial<T>) };
}
