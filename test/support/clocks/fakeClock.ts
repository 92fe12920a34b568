/**
 * A clock that a test moves on: waits of seconds and minutes end when it says so, all others as ever. For a test's own
 * process, and for an extension host through the bridge, where functions arrive as source and know nothing but their
 * arguments.
 */

export interface FakeClock {
  /** Milliseconds. Ends, in their order, the waits that are over by then. */
  readonly advance: (by: number) => void;
  readonly uninstall: () => void;
}

declare global {
  var fakeClock: FakeClock | undefined;
}

/**
 * Timers of at least so many milliseconds go off by `advance` alone, however long the test takes. The monotonic clock
 * is ahead by what was advanced; the time of day is as ever.
 */
export function installFakeClock(_: unknown, least: number): void {
  const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
  const realNow = performance.now.bind(performance);
  const waits = new Map<unknown, { readonly due: number; readonly end: () => void }>();
  let ahead = 0;
  const set = (action: (...given: unknown[]) => void, delay?: number, ...given: unknown[]): NodeJS.Timeout => {
    if (delay === undefined || delay < least) {
      return realSet(action, delay, ...given);
    }
    const timer = realSet(() => undefined, delay);
    waits.set(timer, { due: ahead + delay, end: () => action(...given) });
    return timer;
  };
  const clear = (timer?: Parameters<typeof realClear>[0]): void => {
    waits.delete(timer);
    realClear(timer);
  };
  performance.now = () => realNow() + ahead;
  globalThis.setTimeout = Object.assign(set, realSet) as typeof realSet;
  globalThis.clearTimeout = clear;
  globalThis.fakeClock = {
    advance(by) {
      ahead += by;
      for (const [timer, { due, end }] of [...waits].sort(([, one], [, other]) => one.due - other.due)) {
        if (due > ahead || !waits.has(timer)) {
          continue;
        }
        clear(timer as NodeJS.Timeout);
        end();
      }
    },
    uninstall() {
      globalThis.setTimeout = realSet;
      globalThis.clearTimeout = realClear;
      Reflect.deleteProperty(performance, 'now');
      globalThis.fakeClock = undefined;
    },
  };
}

export function advanceClock(_: unknown, by: number): void {
  globalThis.fakeClock?.advance(by);
}
