/** Artifacts, with Comet, which lets no one look at a version before it is closed. */
import * as l10n from '@vscode/l10n';
import type {
  Artifact,
  ArtifactDetails,
  ArtifactFile,
  ArtifactState,
  ArtifactVersion,
  ArtifactVersionDetails,
  ExperimentArtifacts,
} from '../../../shared/artifact';
import { BackendError } from '../../../shared/problem';
import { shownAddress } from '../../../shared/text/summary';
import { mapInTurns } from '../../../platform/eventLoop';
import type { Artifacts, ByteStream, Opening } from '../../backend';
import type { CometClient } from '../client/client';
import {
  toArtifact,
  toArtifactDetails,
  toArtifactFile,
  toUnreadableVersion,
  toVersion,
  toVersionDetails,
} from '../translation/artifacts';
import { errorCodes } from '../wire/message';

export class CometArtifacts implements Artifacts {
  readonly #client: CometClient;
  readonly #redact: (text: string) => string;

  /** @param redact blots out the secrets of the connection */
  constructor(client: CometClient, redact: (text: string) => string) {
    this.#client = client;
    this.#redact = redact;
  }

  async listArtifacts(workspace: string, signal: AbortSignal): Promise<Artifact[]> {
    return (await this.#client.artifacts.artifacts(workspace, signal))
      .map((row) => toArtifact(row, workspace))
      .filter((artifact) => artifact !== null);
  }

  async getArtifact(workspace: string, name: string, signal: AbortSignal): Promise<ArtifactDetails> {
    return toArtifactDetails(
      await this.#client.artifacts.artifactDetails({ workspace, artifactName: name }, signal),
      workspace,
      name,
    );
  }

  /** Of a version that cannot be read yet, or never, what the list of versions knows. */
  async getVersion(
    workspace: string,
    name: string,
    version: string,
    signal: AbortSignal,
  ): Promise<ArtifactVersionDetails> {
    try {
      return toVersionDetails(
        await this.#client.artifacts.artifactVersion({ workspace, artifactName: name, version }, signal),
        name,
        version,
      );
    } catch (error) {
      const state = unreadableState(error);
      if (state === null) {
        throw error;
      }
      const { versions } = await this.#client.artifacts.artifactDetails({ workspace, artifactName: name }, signal);
      const listed = versions.find((one) => one.version === version);
      const unreadable = listed === undefined ? null : toUnreadableVersion(listed, name, state);
      if (unreadable === null) {
        throw error;
      }
      return unreadable;
    }
  }

  async listFiles(workspace: string, name: string, version: string, signal: AbortSignal): Promise<ArtifactFile[]> {
    return mapInTurns(
      await this.#client.artifacts.artifactFiles({ workspace, artifactName: name, version }, signal),
      toArtifactFile,
    );
  }

  async openFile(
    version: ArtifactVersionDetails,
    file: ArtifactFile,
    opening: Opening,
    signal: AbortSignal,
  ): Promise<ByteStream> {
    if (file.remoteUrl !== null) {
      throw new BackendError('unsupported', l10n.t('Comet keeps only the address of this file, not its bytes.'), {
        advice: l10n.t('It is at {address}.', { address: this.#redact(shownAddress(file.remoteUrl)) }),
      });
    }
    if (version.id === null) {
      throw new BackendError(
        'unsupported',
        l10n.t('The server does not tell the id of this version, without which its files cannot be asked for.'),
      );
    }
    const owner = {
      artifactVersionId: version.id,
      ...(version.producedBy === null ? {} : { experimentKey: version.producedBy }),
    };
    return this.#client.assets.artifactAsset(owner, file.assetId, file.name, opening, signal);
  }

  async ofExperiment(key: string, signal: AbortSignal): Promise<ExperimentArtifacts> {
    const [produced, used] = await Promise.all([
      this.#lineage(key, 'output', signal),
      this.#lineage(key, 'input', signal),
    ]);
    return { produced, used };
  }

  async #lineage(key: string, filter: 'input' | 'output', signal: AbortSignal): Promise<ArtifactVersion[]> {
    const rows = await this.#client.artifacts.experimentArtifacts(key, filter, signal);
    return rows.map(toVersion).filter((version) => version !== null);
  }
}

function unreadableState(error: unknown): ArtifactState | null {
  switch (error instanceof BackendError ? error.trackerCode : null) {
    case errorCodes.artifactVersionOpen:
      return 'open';
    case errorCodes.artifactVersionFailed:
      return 'failed';
    default:
      return null;
  }
}
