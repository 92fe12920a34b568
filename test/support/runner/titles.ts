// The titles of all tests, without running any: what two states of the suite are compared by.
import { readdirSync } from 'node:fs';
import Module from 'node:module';
import { join, resolve } from 'node:path';
import Mocha from 'mocha';
import { projectFolder } from '../installation';

/** @returns one line a test: its ring, the title of its suite and its own, sorted. */
export async function testTitles(rings: readonly string[]): Promise<readonly string[]> {
  pretendEditor();
  const titles: string[] = [];
  for (const ring of rings) {
    const mocha = new Mocha({ ui: 'bdd' });
    for (const name of readdirSync(join(projectFolder, 'test', ring), { recursive: true, encoding: 'utf8' })) {
      // Tests of the host are loaded as they run there: bundled.
      if (ring !== 'host' && name.endsWith('.test.ts')) {
        mocha.addFile(resolve(projectFolder, 'test', ring, name));
      }
    }
    if (ring === 'host') {
      mocha.addFile(resolve(projectFolder, 'out/test/hostTests.cjs'));
    }
    await mocha.loadFilesAsync();
    mocha.suite.eachTest((test) => void titles.push(`${ring}: ${test.fullTitle()}`));
    mocha.dispose();
  }
  return titles.sort();
}

/** Outside the editor its module is missing; while tests are only listed, anything may stand in its place. */
function pretendEditor(): void {
  const anything: unknown = new Proxy(Object, {
    get: (target, name) => (name === 'prototype' ? (target.prototype as unknown) : anything),
    // Bundles copy a module's members, and look up in its prototype what they did not find to copy.
    getPrototypeOf: () => members,
    apply: () => anything,
    construct: () => anything as object,
  });
  const members = new Proxy({}, { get: () => anything });
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load.bind(Module);
  loader._load = (request, ...rest) => (request === 'vscode' ? anything : load(request, ...rest));
}
