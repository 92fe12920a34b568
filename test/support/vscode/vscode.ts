// What the tests and `npm start` ask of a real VS Code, whichever way it was obtained.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** The newest VS Code, or the oldest one the extension claims to support. */
export type VsCodeVersion = 'newest' | '1.103';

export const vsCodeVersions: readonly VsCodeVersion[] = ['1.103', 'newest'];

export interface WindowOptions {
  /** The folder to open. */
  readonly workspace: string;
  /** The folder of the extension under development, loaded from where it is. */
  readonly extension: string;
  /** A packed extension, installed as users have it; then nothing is under development. */
  readonly vsix?: string;
  /** The folder of the extension that lets a test reach into the extension host. */
  readonly bridge?: string;
  /** Added to the environment of the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
  /** User settings, over those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Size of the window in CSS pixels. */
  readonly size?: { readonly width: number; readonly height: number };
  /**
   * Panels of each kind in a process of their own, as on a desktop, and all that is in a panel in the process of its
   * page, as the worst browsers do. Otherwise a window in a browser has one process, but for sandboxed frames.
   */
  readonly panelsApart?: boolean;
}

export interface HostTestOptions extends WindowOptions {
  /** A module that exports `run(): Promise<void>`, run inside the extension host. */
  readonly testsEntry: string;
}

export interface VsCodeWindow {
  /** The workbench. */
  readonly page: Page;
  /** Holds the user settings and the logs; removed when the window closes. */
  readonly profile: string;
  close(): Promise<void>;
}

export interface VsCode {
  /** For a person: which VS Code this is and where it came from. */
  readonly description: string;
  openWindow(options: WindowOptions): Promise<VsCodeWindow>;
  /** Runs the tests entry inside the extension host, its console on ours. Resolves to whether `run()` succeeded. */
  runHostTests(options: HostTestOptions): Promise<boolean>;
}

/** Begins every message of the host tests, because VS Code's own messages share their console. */
export const hostMark = 'host │ ';

/** Keep VS Code quiet and equal everywhere: no network, no tips, no dialogs drawn by the operating system. */
const quietSettings: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  // What blinks and moves is painted over and over.
  'editor.cursorBlinking': 'solid',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // A window in a browser saves after a second of its own accord, in the middle of what a test does.
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.dialogStyle': 'custom',
  'window.menuStyle': 'custom',
  'window.titleBarStyle': 'custom',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Gives a new profile its user settings. */
export async function writeSettings(folder: string, options: WindowOptions): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ ...quietSettings, ...options.settings }, null, 2));
}

/** This process's environment without what a surrounding VS Code or test runner left in it. */
export function cleanEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('VSCODE_') && name !== 'ELECTRON_RUN_AS_NODE' && name !== 'NODE_OPTIONS',
  );
  return { ...Object.fromEntries(inherited), ...added };
}
