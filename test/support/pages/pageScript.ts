/** How much script the experiment page reads before anything is shown. */
import { build } from 'esbuild';
import { join } from 'node:path';

/** A page whose script is larger than this is slow to open. */
export const mostPageScriptKiB = 400;

/**
 * The page's script and all that it imports at once, in KiB; what is imported on demand is left out.
 * @param folder of a build that ships, such as `dist`
 */
export async function pageScriptKiB(folder: string): Promise<number> {
  const entry = 'webview/experiment.js';
  const {
    metafile: { inputs },
  } = await build({
    absWorkingDir: folder,
    entryPoints: [join(folder, entry)],
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: 'measured',
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  const needed = new Set([entry]);
  for (const file of needed) {
    for (const { path, kind } of inputs[file]?.imports ?? []) {
      if (kind === 'import-statement') {
        needed.add(path);
      }
    }
  }
  return (
    [...needed].reduce((sum, file) => {
      const input = inputs[file];
      if (input === undefined) {
        throw new Error(`The build has no ${file}.`);
      }
      return sum + input.bytes;
    }, 0) / 1024
  );
}
