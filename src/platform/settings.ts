/**
 * Owns the reading of settings: ours (`experimentExplorer.*`) and those of VS Code that tell how to reach the network.
 * Values are read again each time, so none is stale. Knows nothing of who uses them.
 */
import { EventEmitter, workspace, type Disposable } from 'vscode';
import {
  array,
  boolean,
  finite,
  maxLength,
  number,
  picklist,
  pipe,
  safeParse,
  string,
  transform,
  type GenericSchema,
} from 'valibot';
import type { HttpLimits } from '../trackers/http/client';
import type { NetworkSettings } from '../trackers/http/network';
import { hasBuildHooks } from './buildHooks';
import { formerIdPrefix, idPrefix } from '../shared/verbs/formerIds';
import type { ExistingFiles } from '../shared/verbs/verbs';

/** How servers are asked: what the HTTP layer wants to know, and nothing of VS Code. */
export interface RequestSettings {
  readonly network: NetworkSettings;
  readonly limits: Pick<HttpLimits, 'concurrentRequests' | 'answer'>;
}

export class Settings implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly #requestsChanged = new EventEmitter<void>();
  readonly #subscription: Disposable;

  /** One of the `experimentExplorer.*` settings changed. */
  readonly onDidChange = this.#changed.event;
  /** Something that `requests` reads may have changed. */
  readonly onDidChangeRequests = this.#requestsChanged.event;

  constructor() {
    this.#subscription = workspace.onDidChangeConfiguration((change) => {
      if ([idPrefix, formerIdPrefix].some((prefix) => change.affectsConfiguration(prefix))) {
        this.#changed.fire();
      }
      if (['http', `${idPrefix}.http`, `${formerIdPrefix}.http`].some((name) => change.affectsConfiguration(name))) {
        this.#requestsChanged.fire();
      }
    });
  }

  /** Milliseconds between refreshes of a running experiment; 0 pauses them. */
  get refreshInterval(): number {
    return ours('refreshInterval', refreshSchema, 5) * 1000;
  }

  /** Null: no metric beside the experiments of the tree. */
  get treeMetric(): string | null {
    return ours('tree.metric', textSchema, '').trim() || null;
  }

  /** Null: ask, and remember the answer. */
  get downloadsFolder(): string | null {
    return ours('downloads.folder', textSchema, '').trim() || null;
  }

  get existingFiles(): ExistingFiles {
    return ours('downloads.existingFiles', picklist(['ask', 'skip', 'overwrite', 'rename']), 'ask');
  }

  /** Null: in the extension's own storage. */
  get labFolder(): string | null {
    return ours('lab.folder', textSchema, '').trim() || null;
  }

  get requests(): RequestSettings {
    return {
      network: readNetwork(),
      limits: {
        concurrentRequests: Math.round(ours('http.concurrency', between(1, 32), 6)),
        answer: ours('http.timeout', between(1, 600), 60) * 1000,
      },
    };
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#requestsChanged.dispose();
  }
}

/** Characters. Paths and names of metrics are shorter. */
const longestText = 4096;
/** Seconds. More often, a server would be asked without end; only tests cannot wait so long. */
const leastRefresh = hasBuildHooks ? 0.02 : 1;

const textSchema = pipe(string(), maxLength(longestText));
const between = (least: number, most: number): GenericSchema<unknown, number> =>
  pipe(
    number(),
    finite(),
    transform((value) => Math.min(most, Math.max(least, value))),
  );
/** 0 and less: never. */
const refreshSchema = pipe(
  number(),
  finite(),
  transform((value) => (value <= 0 ? 0 : Math.min(3600, Math.max(leastRefresh, value)))),
);

/** A setting of ours; one that the user has only under its former name counts as if it had the name of today. */
function ours<T>(name: string, schema: GenericSchema<unknown, T>, otherwise: T): T {
  const section = !isSet(idPrefix, name) && isSet(formerIdPrefix, name) ? formerIdPrefix : idPrefix;
  return read(section, name, schema, otherwise);
}

/** Whether a user or a folder says something of it, and not only the manifest. */
function isSet(section: string, name: string): boolean {
  const found = workspace.getConfiguration(section).inspect<unknown>(name);
  return [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue].some((value) => value !== undefined);
}

/** The editor only warns of values of another kind or outside the manifest's bounds: a settings file holds anything. */
function read<T>(section: string, name: string, schema: GenericSchema<unknown, T>, otherwise: T): T {
  const { success, output } = safeParse(schema, workspace.getConfiguration(section).get<unknown>(name));
  return success ? output : otherwise;
}

/**
 * VS Code's own network settings. Its proxy scripts (PAC) and the certificates it collected are not open to extensions.
 */
function readNetwork(): NetworkSettings {
  const http = <T>(name: string, schema: GenericSchema<unknown, T>, otherwise: T): T =>
    read('http', name, schema, otherwise);
  const enabled = http('proxySupport', string(), 'on') !== 'off';
  return {
    proxy: enabled ? http('proxy', textSchema, '').trim() : '',
    proxyAuthorization: (enabled && http('proxyAuthorization', textSchema, '')) || null,
    noProxy: http('noProxy', array(textSchema), []),
    strictSSL: http('proxyStrictSSL', boolean(), true),
    systemCertificates: http('systemCertificates', boolean(), true),
    certificateAuthorities: [],
    environment: enabled ? process.env : {},
  };
}
