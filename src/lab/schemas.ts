/**
 * What the shapes of foreign JSON are made of, where plain schemas would not do: numbers keep their digits until here.
 */
import { check, custom, number as plainNumber, instance, pipe, transform, union } from 'valibot';
import { asWritten, WrittenNumber } from './recordings/pythonJson';

/** A finite number, however it is written. */
export const number = () =>
  pipe(
    union([plainNumber(), instance(WrittenNumber)]),
    transform(Number),
    check((value) => Number.isFinite(value), 'Expected a finite number'),
  );

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !(value instanceof WrittenNumber);

/** A text, a number or a truth value that a user logged, as text as it was written. */
export const loggedScalar = () =>
  pipe(
    custom<unknown>(
      (value) => value !== undefined && value !== null && !isContainer(value),
      'Expected a text, a number or a truth value',
    ),
    transform(asWritten),
  );

/** Anything that a user can log, as text as it was written. */
export const logged = () =>
  pipe(
    custom<unknown>((value) => value !== undefined && value !== null, 'Expected a value'),
    transform(asWritten),
  );

/** An object of the user's own, as its JSON text. */
export const jsonText = () =>
  pipe(
    custom<unknown>((value) => isContainer(value) && !Array.isArray(value), 'Expected an object'),
    transform(asWritten),
  );
