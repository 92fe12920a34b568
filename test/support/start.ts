// `npm start`: builds and opens the extension on the sample lab. `--screenshot out.png [--theme dark|light|hc]` takes
// its picture instead.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PlainFailure, projectFolder } from './installation';
import { installRegistryVsCode } from './vscode/registryVscode';
import { showExperiment } from './workbench/sampleExperiment';
import { cleanEnvironment } from './vscode/vscode';
import { openWorkbench, sampleWorkspace } from './workbench/workbench';
import type { Theme } from './workbench/workbench';

const pictureDeadline = 240_000;

const themes: Readonly<Record<string, Theme>> = { dark: 'dark', light: 'light', hc: 'highContrast' };

/** Tells the extension to connect the sample lab by itself. */
const environment = { EXPERIMENTS_OPEN: 'lab' };

try {
  const { values } = parseArgs({
    options: { screenshot: { type: 'string' }, theme: { type: 'string', default: 'dark' } },
  });
  const theme = themes[values.theme];
  if (theme === undefined) {
    throw new PlainFailure(`There is no theme "${values.theme}"; there are ${Object.keys(themes).join(', ')}.`);
  }
  if (values.screenshot === undefined) {
    await openForPerson();
  } else {
    await within(pictureDeadline, takePicture(resolve(values.screenshot), theme));
  }
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

async function takePicture(path: string, theme: Theme): Promise<void> {
  await build('--tests');
  const workbench = await openWorkbench({ theme });
  try {
    await showExperiment(workbench);
    await mkdir(dirname(path), { recursive: true });
    await workbench.screenshot(path);
    console.log(`Saved ${path}`);
  } catch (error) {
    const seen = join(projectFolder, 'out/start-failed.png');
    await workbench.screenshot(seen);
    throw new PlainFailure(
      `The experiment's charts were not drawn (${seen} shows what was): ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    await workbench.close();
  }
}

async function openForPerson(): Promise<void> {
  await build('--start');
  const code = desktopCommand();
  if (code !== undefined) {
    console.log('Opening the sample lab in VS Code. Close that window, or press Ctrl-C here, to end.');
    const parameters = ['--new-window', '--wait', `--extensionDevelopmentPath=${projectFolder}`, sampleWorkspace];
    await run(code, parameters, { ...process.env, ...environment });
    return;
  }
  const vscode = await installRegistryVsCode('newest');
  const server = await vscode.serve({
    workspace: sampleWorkspace,
    extension: projectFolder,
    environment,
    connectionToken: randomBytes(24).toString('base64url'),
  });
  console.log(`\nOpen the sample lab in a browser (Ctrl-C ends it):\n\n  ${server.address}\n`);
  await server.ended;
}

/** The command of a desktop VS Code that can show a window here. */
function desktopCommand(): string | undefined {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return undefined;
  }
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}

async function build(...options: string[]): Promise<void> {
  await run(process.execPath, ['esbuild.mjs', ...options], cleanEnvironment());
}

async function run(command: string, parameters: string[], env: NodeJS.ProcessEnv): Promise<void> {
  await new Promise<void>((done, failed) => {
    const child = spawn(command, parameters, {
      cwd: projectFolder,
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
      shell: command.endsWith('.cmd'),
    });
    child.once('error', failed);
    child.once('close', (exit) => {
      if (exit === 0) {
        done();
      } else {
        failed(new PlainFailure(`${command} ${parameters[0] ?? ''} ended with code ${String(exit)}.`));
      }
    });
  });
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, failed) => {
    timer = setTimeout(
      () => failed(new PlainFailure(`No picture after ${milliseconds / 1000} seconds.`)),
      milliseconds,
    );
  });
  await Promise.race([work, deadline]).finally(() => clearTimeout(timer));
}
