/** What we know of artifacts: a part of the store. Knows no view and no vscode. */
import * as l10n from '@vscode/l10n';
import type { Artifacts, ByteStream, Opening } from '../trackers/backend';
import type {
  Artifact,
  ArtifactDetails,
  ArtifactFile,
  ArtifactVersionDetails,
  ExperimentArtifacts,
} from '../shared/artifact';
import { BackendError } from '../shared/problem';
import type { ArtifactRef, ArtifactVersionRef, ConnectionRef, ExperimentRef, WorkspaceRef } from '../shared/reference';
import { experimentKey, workspaceKey, type StoreCore } from './core';
import { readAllBytes } from './readAllBytes';

export class ArtifactStore {
  readonly #core: StoreCore;

  constructor(core: StoreCore) {
    this.#core = core;
  }

  artifacts(ref: WorkspaceRef): Promise<readonly Artifact[]> {
    return this.#core.light.get(workspaceKey(ref, 'artifacts'), () =>
      this.#call(ref, (artifacts, signal) => artifacts.listArtifacts(ref.workspace, signal)),
    );
  }

  artifact(ref: ArtifactRef): Promise<ArtifactDetails> {
    return this.#core.light.get(workspaceKey(ref, `artifacts/${ref.artifact}`), () =>
      this.#call(ref, (artifacts, signal) => artifacts.getArtifact(ref.workspace, ref.artifact, signal)),
    );
  }

  version(ref: ArtifactVersionRef): Promise<ArtifactVersionDetails> {
    return this.#core.light.get(detailsKey(ref), () =>
      this.#call(ref, (artifacts, signal) => artifacts.getVersion(ref.workspace, ref.artifact, ref.version, signal)),
    );
  }

  /** As `version`, asked again: what was being written may be done. */
  versionNow(ref: ArtifactVersionRef): Promise<ArtifactVersionDetails> {
    this.#core.light.evict(detailsKey(ref));
    return this.version(ref);
  }

  /** Rejects with `refused` while the version is not closed. */
  files(ref: ArtifactVersionRef): Promise<readonly ArtifactFile[]> {
    return this.#core.light.get(workspaceKey(ref, `artifacts/${ref.artifact}/${ref.version}/files`), () =>
      this.#call(ref, (artifacts, signal) => artifacts.listFiles(ref.workspace, ref.artifact, ref.version, signal)),
    );
  }

  /** Rejects with `notFound` for an id that the version does not have. */
  async file(ref: ArtifactVersionRef, assetId: string): Promise<ArtifactFile> {
    const file = (await this.files(ref)).find((candidate) => candidate.assetId === assetId);
    if (file === undefined) {
      throw new BackendError('notFound', l10n.t('The version no longer has this file.'), {
        advice: l10n.t('Refresh the artifact.'),
      });
    }
    return file;
  }

  /** As `readAsset` of an experiment. */
  async readFile(ref: ArtifactVersionRef, assetId: string, most: number): Promise<Uint8Array<ArrayBuffer>> {
    const file = await this.file(ref, assetId);
    return readAllBytes(file, most, (signal) => this.openFile(ref, file, {}, signal));
  }

  async openFile(
    ref: ArtifactVersionRef,
    file: ArtifactFile,
    opening: Opening,
    signal: AbortSignal,
  ): Promise<ByteStream> {
    const version = await this.version(ref);
    return this.#call(ref, (artifacts, own) =>
      artifacts.openFile(version, file, opening, AbortSignal.any([own, signal])),
    );
  }

  ofExperiment(ref: ExperimentRef): Promise<ExperimentArtifacts> {
    return this.#core.light.get(experimentKey(ref, 'live/artifacts'), () =>
      this.#call(ref, (artifacts, signal) => artifacts.ofExperiment(ref.key, signal)),
    );
  }

  #call<T>({ connection }: ConnectionRef, use: (artifacts: Artifacts, signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#core.callOptional(
      connection,
      l10n.t('This tracker cannot keep artifacts.'),
      ({ artifacts }, signal) => artifacts && use(artifacts, signal),
    );
  }
}

const detailsKey = (ref: ArtifactVersionRef): string =>
  workspaceKey(ref, `artifacts/${ref.artifact}/${ref.version}/details`);
