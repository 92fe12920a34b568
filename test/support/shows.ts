// Assertions on what a page or a window shows. It comes a moment after what brought it about, and on a busy machine
// later: each is repeated until it holds. The lint rule `repeated-reads` forbids all others in test/pages and
// test/workbench.
import assert from 'node:assert/strict';
import { eventually } from './eventually';

/** Texts may be given as an expression that they match. */
type Expected<Value> = Value | (Extract<Value, string> extends never ? never : RegExp);

/** Reads until the value is equal to the expected one, and gives it; fails with the last difference. */
export function shows<Value>(
  read: () => Value | Promise<Value>,
  expected: Expected<NoInfer<Value>>,
  message?: string,
): Promise<Value> {
  return eventually(async () => {
    const value = await read();
    if (expected instanceof RegExp) {
      assert.match(String(value), expected, message);
    } else {
      assert.deepEqual(value, expected, message);
    }
    return value;
  });
}
