/**
 * Owns the reading of settings: ours (`experiments.*`) and those of VS Code that tell how to reach the network.
 * Values are read anew each time, so nobody holds a stale one. Knows nothing of who uses them.
 */
import { EventEmitter, workspace, type Disposable } from 'vscode';
import type { HttpLimits } from './backends/http';
import type { NetworkSettings } from './backends/httpNetwork';
import type { ExistingFiles } from './shared/verbs';

/** How requests travel: what the HTTP layer wants to know, and nothing of VS Code. */
export interface TravelSettings {
  readonly network: NetworkSettings;
  readonly limits: Pick<HttpLimits, 'concurrentRequests' | 'answer'>;
}

export class Settings implements Disposable {
  readonly #changed = new EventEmitter<void>();
  readonly #travelChanged = new EventEmitter<void>();
  readonly #subscription: Disposable;

  /** One of the `experiments.*` settings changed. */
  readonly onDidChange = this.#changed.event;
  /** Something that `travel` reads may have changed. */
  readonly onDidChangeTravel = this.#travelChanged.event;

  constructor() {
    this.#subscription = workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('experiments')) this.#changed.fire();
      if (change.affectsConfiguration('http') || change.affectsConfiguration('experiments.http')) this.#travelChanged.fire();
    });
  }

  /** Milliseconds between refreshes of a running experiment; 0 pauses them. */
  get refreshInterval(): number {
    return number('refreshInterval', 5, 0, 3600) * 1000;
  }

  /** Null: no metric beside the experiments of the tree. */
  get treeMetric(): string | null {
    return ours('tree.metric', '').trim() || null;
  }

  /** Null: ask, and remember the answer. */
  get downloadsFolder(): string | null {
    return ours('downloads.folder', '').trim() || null;
  }

  get existingFiles(): ExistingFiles {
    return ours<ExistingFiles>('downloads.existingFiles', 'ask');
  }

  /** Null: in the extension's own storage. */
  get labFolder(): string | null {
    return ours('lab.folder', '').trim() || null;
  }

  get travel(): TravelSettings {
    return {
      network: readNetwork(),
      limits: { concurrentRequests: Math.round(number('http.concurrency', 6, 1, 32)), answer: number('http.timeout', 60, 1, 600) * 1000 },
    };
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#travelChanged.dispose();
  }
}

const ours = <T>(name: string, otherwise: T): T => workspace.getConfiguration('experiments').get(name, otherwise);

/** The editor only warns of values outside the manifest's bounds, which are repeated here. */
function number(name: string, otherwise: number, least: number, most: number): number {
  const value = ours<unknown>(name, otherwise);
  return typeof value === 'number' ? Math.min(most, Math.max(least, value)) : otherwise;
}

/** VS Code's own network settings. Its proxy scripts (PAC) and the certificates it collected are not open to extensions. */
function readNetwork(): NetworkSettings {
  const http = workspace.getConfiguration('http');
  const enabled = http.get<string>('proxySupport') !== 'off';
  return {
    proxy: enabled ? http.get('proxy', '').trim() : '',
    proxyAuthorization: (enabled && http.get<string | null>('proxyAuthorization')) || null,
    noProxy: http.get<string[]>('noProxy', []),
    strictSSL: http.get('proxyStrictSSL', true),
    systemCertificates: http.get('systemCertificates', true),
    certificateAuthorities: [],
    environment: enabled ? process.env : {},
  };
}
