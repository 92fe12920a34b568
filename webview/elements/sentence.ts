/** Translated sentences with elements in them: what translators see is whole, wherever the element stands in it. */
import { getOwn } from '../../src/shared/base/objects';

/**
 * @param sentence as `l10n.t` gives it without values, so that nothing that is put in is taken for a placeholder
 * @param values texts or templates by the names of their placeholders
 * @returns what a template draws in its place
 */
export const filled = (sentence: string, values: Readonly<Record<string, unknown>>): readonly unknown[] =>
  sentence.split(/\{(\w+)\}/).map((piece, index) => (index % 2 === 0 ? piece : getOwn(values, piece)));
