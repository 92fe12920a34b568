/** Reads what is kept by names that others chose: `__proto__` and `constructor` are names like any other. Pure. */
export const getOwn = <Value>(entries: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  (Object.hasOwn(entries, name) ? entries[name] : undefined);
