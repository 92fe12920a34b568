/**
 * True in bundles made for tests, for `npm start` and for `npm run watch`, false in the one that ships: there, whatever hangs on it
 * is left out when the bundle is made (`esbuild.mjs`).
 */
export const hasBuildHooks: boolean = BUILD_HOOKS;

declare const BUILD_HOOKS: boolean;
