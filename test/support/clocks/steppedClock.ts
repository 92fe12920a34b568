/**
 * Loaded first: the clock of this process is `CLOCK_STEP_MS` off, and steps again by what its parent sends as `{ step
 * }`.
 */
const RealDate = Date;
let step = Number(process.env.CLOCK_STEP_MS ?? 0);

globalThis.Date = class SteppedDate extends RealDate {
  constructor(...given: [] | ConstructorParameters<DateConstructor>) {
    if (given.length === 0) {
      super(RealDate.now() + step);
    } else {
      super(...(given as [number]));
    }
  }

  static override now(): number {
    return RealDate.now() + step;
  }
} as DateConstructor;

process.on('message', (told: { readonly step?: number }) => {
  if (told.step === undefined) {
    return;
  }
  step += told.step;
  process.send?.('stepped');
});
