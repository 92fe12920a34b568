/**
 * The licences of what others wrote and we ship, by what the bundles are really made of. Needs no network; the same
 * bundles give the same text.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Packages that name their licence and leave its text out: it stands in this package of the same holder, under the same
 * licence.
 */
const textsElsewhere = {
  '@microsoft/fast-element': 'node_modules/@vscode/webview-ui-toolkit',
  '@microsoft/fast-foundation': 'node_modules/@vscode/webview-ui-toolkit',
  '@microsoft/fast-web-utilities': 'node_modules/@vscode/webview-ui-toolkit',
  '@lit-labs/ssr-dom-shim': 'node_modules/lit',
  '@vscode/l10n': 'node_modules/@vscode/webview-ui-toolkit',
};

const licenceFile = /^(licen[cs]e|copying|notice|unlicense)([.-].*)?$/i;

const licencesIn = (folder) =>
  readdirSync(folder)
    .filter((file) => licenceFile.test(file))
    .sort()
    .map((file) => join(folder, file));

/**
 * Folders of the packages that have a part in the outputs, in order.
 * @param metafiles of esbuild
 */
export function packagesIn(metafiles) {
  const folders = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** @throws Error that names a package whose licence is not to be found in it: it cannot ship */
export function noticesOf(folders) {
  const entries = folders
    .map((folder) => {
      const { name, version, license, homepage, repository } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8'),
      );
      const own = licencesIn(folder);
      const files = own.length > 0 || !Object.hasOwn(textsElsewhere, name) ? own : licencesIn(textsElsewhere[name]);
      if (files.length === 0 || typeof license !== 'string') {
        throw new Error(`The package ${name} ${version} ships without a licence: its notice cannot be written.`);
      }
      const texts = files.map((file) => readFileSync(file, 'utf8').replace(/\r\n?/g, '\n').trim());
      const address = homepage ?? (typeof repository === 'string' ? repository : repository?.url) ?? '';
      return {
        title: `${name} ${version} (${license})`,
        text: [`${name} ${version} (${license})`, address, '', ...texts].join('\n').trim(),
      };
    })
    .sort((one, other) => (one.title < other.title ? -1 : 1));
  const line = '-'.repeat(80);
  return [
    'Experiment Explorer contains parts of these packages, which others wrote, and SQLite, which is in the public domain:',
    '',
    ...entries.map(({ title }) => `- ${title}`),
    '',
    ...entries.flatMap(({ text }) => [line, '', text, '']),
  ].join('\n');
}
