/**
 * The ids of commands, settings and panels once began with `experiments.`: users may still have key bindings, settings
 * and open panels under them. Pure.
 */
export const idPrefix = 'experimentExplorer';
export const formerIdPrefix = 'experiments';

/** `experimentExplorer.signIn` was `experiments.signIn`. */
export const formerId = (id: string): string => id.replace(`${idPrefix}.`, `${formerIdPrefix}.`);
