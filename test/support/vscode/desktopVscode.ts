// Owns the desktop VS Code: downloading it with @vscode/test-electron, running tests inside it, opening its window.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests, SilentReporter, TestRunFailedError } from '@vscode/test-electron';
import { _electron } from 'playwright-core';
import { PlainFailure, projectFolder } from '../installation';
import { installVsix } from './packedExtension';
import { cleanEnvironment, writeSettings } from './vscode';
import type { VsCode, VsCodeVersion, VsCodeWindow, WindowOptions } from './vscode';

const downloads = { newest: 'stable', '1.103': '1.103.2' } as const satisfies Record<VsCodeVersion, string>;

/**
 * Why a desktop VS Code cannot be had here (no screen, no download), or nothing when it can. Answers within seconds.
 */
export async function whyNoDesktop(): Promise<string | undefined> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return 'there is no display';
  }
  try {
    const response = await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      signal: AbortSignal.timeout(5000),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `the download server answers ${response.status}`;
  } catch {
    return 'the download server cannot be reached';
  }
}

/** @param executable an installed VS Code to use instead of a download. */
export async function installDesktopVsCode(version: VsCodeVersion, executable?: string): Promise<VsCode> {
  const path =
    executable ??
    (await downloadAndUnzipVSCode({
      version: downloads[version],
      cachePath: join(projectFolder, '.vscode-test'),
      reporter: new SilentReporter(),
    }));
  return {
    description: executable === undefined ? `VS Code ${downloads[version]} (downloaded)` : `VS Code at ${executable}`,
    openWindow: (options) => openWindow(path, options),
    async runHostTests(options) {
      const profile = await makeProfile(options);
      try {
        await runTests({
          vscodeExecutablePath: path,
          extensionDevelopmentPath:
            options.bridge === undefined ? options.extension : [options.extension, options.bridge],
          extensionTestsPath: options.testsEntry,
          extensionTestsEnv: { ...options.environment },
          launchArgs: [options.workspace, ...profileArguments(profile), '--disable-extensions'],
        });
        return true;
      } catch (error) {
        if (error instanceof TestRunFailedError) {
          return false;
        }
        throw error;
      } finally {
        await removeProfile(profile);
      }
    },
  };
}

async function openWindow(executablePath: string, options: WindowOptions): Promise<VsCodeWindow> {
  const profile = await makeProfile(options);
  const environment = Object.entries(cleanEnvironment(options.environment));
  try {
    const application = await _electron.launch({
      executablePath,
      args: [
        options.workspace,
        ...(options.vsix === undefined ? [`--extensionDevelopmentPath=${options.extension}`] : []),
        ...(options.bridge === undefined ? [] : [`--extensionDevelopmentPath=${options.bridge}`]),
        ...profileArguments(profile),
        ...(process.platform === 'linux' ? ['--no-sandbox', '--disable-gpu'] : []),
      ],
      env: Object.fromEntries(environment.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    });
    const page = await application.firstWindow();
    const { width, height } = options.size ?? { width: 1440, height: 900 };
    const window = await application.browserWindow(page);
    await window.evaluate(
      (browserWindow: { setContentSize(width: number, height: number): void }, size) =>
        browserWindow.setContentSize(size.width, size.height),
      { width, height },
    );
    const close = async (): Promise<void> => {
      await application.close();
      await removeProfile(profile);
    };
    return { page, profile, close };
  } catch (error) {
    await removeProfile(profile);
    throw new PlainFailure(`VS Code did not open: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function makeProfile(options: WindowOptions): Promise<string> {
  // Short, because a socket path below it may have 103 characters at most on macOS.
  const profile = await mkdtemp(join(tmpdir(), 'exp-'));
  await writeSettings(join(profile, 'User'), options);
  if (options.vsix !== undefined) {
    await installVsix(options.vsix, join(profile, 'extensions'));
  }
  return profile;
}

/** VS Code's processes may hold files of the profile for a moment after it ended (on Windows above all). */
async function removeProfile(profile: string): Promise<void> {
  await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
}

function profileArguments(profile: string): string[] {
  return [
    `--user-data-dir=${profile}`,
    `--extensions-dir=${join(profile, 'extensions')}`,
    '--disable-updates',
    '--disable-workspace-trust',
    '--no-cached-data',
    '--password-store=basic',
    '--skip-release-notes',
    '--skip-welcome',
    '--use-inmemory-secretstorage',
  ];
}
