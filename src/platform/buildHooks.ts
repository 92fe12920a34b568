/** What the bundler sets. */
export interface Bundle {
  readonly BUILD_HOOKS?: boolean;
}

/**
 * True in bundles made for tests, for `npm start` and for `npm run watch`, and where no bundle was made; false in the
 * one that ships: there, whatever hangs on it is left out when the bundle is made (`esbuild.mjs`).
 */
export const hasBuildHooks: boolean = (globalThis as Bundle).BUILD_HOOKS !== false;
