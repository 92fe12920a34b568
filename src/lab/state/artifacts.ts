/**
 * Artifacts: versioned sets of files that experiments produce and use. A version is open while files are added; once
 * closed or failed it stays so. Files are assets of the experiment that logged them: here is only which ones belong.
 */
import { randomUUID } from 'node:crypto';
import { JournaledState, type Journal } from '../storage/journal';
import { checkedVersion, newestFirst, nextVersion } from './versions';
import { LabProblem } from '../problem';

export type ArtifactState = 'OPEN' | 'CLOSED' | 'ERROR';

export interface ArtifactFileRef {
  readonly experimentKey: string;
  readonly assetId: string;
  /** Bytes, as they were logged. */
  readonly size: number;
}

export interface LabArtifactVersion {
  readonly id: string;
  readonly version: string;
  readonly experimentKey: string;
  readonly owner: string;
  readonly added: number;
  readonly state: ArtifactState;
  readonly note: string | null;
  /** JSON text, as the client sent it. */
  readonly metadata: string | null;
  readonly tags: readonly string[];
  /** Without `Latest`, which follows from the states of all versions. */
  readonly aliases: readonly string[];
  readonly files: readonly ArtifactFileRef[];
  /** Keys of experiments that asked for it, in that order. */
  readonly consumers: readonly string[];
}

export interface LabArtifact {
  readonly id: string;
  readonly workspace: string;
  readonly projectId: string;
  readonly experimentKey: string;
  readonly name: string;
  readonly type: string;
  readonly description: string | null;
  readonly metadata: string | null;
  readonly isPublic: boolean;
  readonly emoji: string | null;
  readonly owner: string;
  readonly tags: readonly string[];
  /** The highest version number first. */
  readonly versions: readonly LabArtifactVersion[];
}

export interface Found {
  readonly artifact: LabArtifact;
  readonly version: LabArtifactVersion;
}

type NewArtifact = Omit<LabArtifact, 'metadata' | 'tags' | 'versions'>;
type NewVersion = Omit<LabArtifactVersion, 'state' | 'files' | 'consumers'>;
type ArtifactEdit = Partial<Pick<LabArtifact, 'type' | 'metadata' | 'tags'>>;
type Labels = Partial<Pick<LabArtifactVersion, 'metadata' | 'tags' | 'aliases'>>;

export type ArtifactChange =
  /** `artifact` is null when the version belongs to one that is there. */
  | {
      readonly kind: 'opened';
      readonly artifactId: string;
      readonly artifact: NewArtifact | null;
      readonly version: NewVersion;
    }
  | { readonly kind: 'attached'; readonly versionId: string; readonly file: ArtifactFileRef }
  | { readonly kind: 'state'; readonly versionId: string; readonly state: ArtifactState }
  | { readonly kind: 'labels'; readonly versionId: string; readonly labels: Labels }
  | { readonly kind: 'changed'; readonly artifactId: string; readonly edit: ArtifactEdit }
  | { readonly kind: 'consumed'; readonly versionId: string; readonly experimentKey: string };

/** What a client says when it opens a version. */
export interface Opening extends Pick<
  LabArtifact,
  'workspace' | 'projectId' | 'experimentKey' | 'name' | 'type' | 'description' | 'isPublic' | 'emoji' | 'owner'
> {
  /** Null: the next one. */
  readonly version: string | null;
  readonly metadata: string | null;
  readonly note: string | null;
  readonly tags: readonly string[];
  readonly aliases: readonly string[];
  readonly at: number;
}

export interface Opened {
  readonly artifactId: string;
  readonly versionId: string;
  readonly previous: string | null;
  readonly current: string;
}

/** Any of these that resolves; what is not named is null. */
export interface VersionQuestion {
  readonly versionId: string | null;
  readonly version: string | null;
  readonly alias: string | null;
  /** What a user typed after `:`. */
  readonly versionOrAlias: string | null;
}

/** The alias that the tracker keeps itself. Clients write it in lower case too. */
const latest = 'Latest';
const isLatest = (alias: string): boolean => alias.toLowerCase() === latest.toLowerCase();

export class LabArtifacts extends JournaledState<ArtifactChange> {
  readonly #artifacts = new Map<string, LabArtifact>();

  constructor(journal: Journal, seed: readonly ArtifactChange[]) {
    super('artifacts', journal);
    seed.forEach((change) => {
      this.apply(change);
    });
    this.restore();
  }

  artifacts(workspace: string): LabArtifact[] {
    return [...this.#artifacts.values()].filter((artifact) => artifact.workspace === workspace);
  }

  /** `wanted`: what is missing when there is none. */
  artifact(id: string, wanted: 'artifact' | 'artifactVersion' = 'artifact'): LabArtifact {
    const found = this.#artifacts.get(id);
    if (found === undefined) {
      throw new LabProblem('notFound', wanted, 'artifact not found');
    }
    return found;
  }

  named(workspace: string, name: string, wanted: 'artifact' | 'artifactVersion' = 'artifact'): LabArtifact {
    const found = this.#named(workspace, name);
    if (found === undefined) {
      throw new LabProblem('notFound', wanted, 'artifact not found');
    }
    return found;
  }

  version(id: string): Found {
    const found = this.#find(id);
    if (found === null) {
      throw new LabProblem('notFound', 'artifactVersion', 'artifact version not found');
    }
    return found;
  }

  /** In any state. Nothing asked: the latest one, or when none is closed the one with the highest number. */
  resolve(artifact: LabArtifact, { versionId, version, alias, versionOrAlias }: VersionQuestion): LabArtifactVersion {
    const { versions } = artifact;
    const byVersion = (wanted: string | null) => versions.find((one) => one.version === wanted);
    const byAlias = (wanted: string | null) =>
      wanted === null
        ? undefined
        : isLatest(wanted)
          ? (latestVersion(artifact) ?? versions[0])
          : versions.find(({ aliases }) => aliases.includes(wanted));
    const found =
      versionId !== null
        ? versions.find(({ id }) => id === versionId)
        : version !== null
          ? byVersion(version)
          : alias !== null
            ? byAlias(alias)
            : versionOrAlias !== null
              ? (byVersion(versionOrAlias) ?? byAlias(versionOrAlias))
              : byAlias(latest);
    if (found === undefined) {
      throw new LabProblem('notFound', 'artifactVersion', 'artifact version not found');
    }
    return found;
  }

  /** Versions that the experiment logged, and those that it asked for. */
  ofExperiment(experimentKey: string): { produced: Found[]; used: Found[] } {
    const all = [...this.#artifacts.values()].flatMap((artifact) =>
      artifact.versions.map((version) => ({ artifact, version })),
    );
    return {
      produced: all.filter(({ version }) => version.experimentKey === experimentKey),
      used: all.filter(({ version }) => version.consumers.includes(experimentKey)),
    };
  }

  /** A new version, in a new artifact when the workspace has none of that name; the type of an existing one stays. */
  open(given: Opening): Opened {
    const existing = this.#named(given.workspace, given.name);
    const taken = existing?.versions.map(({ version }) => version) ?? [];
    const version = given.version === null ? nextVersion(taken) : checkedVersion(given.version);
    if (taken.includes(version)) {
      throw new LabProblem('conflict', 'artifactVersion', `artifact version already exists: ${version}`);
    }
    const { workspace, projectId, experimentKey, name, type, description, isPublic, emoji, owner, metadata, note, at } =
      given;
    const artifactId = existing?.id ?? randomUUID();
    const versionId = randomUUID();
    this.write({
      kind: 'opened',
      artifactId,
      artifact:
        existing === undefined
          ? { id: artifactId, workspace, projectId, experimentKey, name, type, description, isPublic, emoji, owner }
          : null,
      version: {
        id: versionId,
        version,
        experimentKey,
        owner,
        added: at,
        note,
        metadata,
        tags: unique(given.tags),
        aliases: ownAliases(given.aliases),
      },
    });
    return { artifactId, versionId, previous: taken[0] ?? null, current: version };
  }

  /** Makes an asset of an experiment a file of the version. A version that is not open takes none. */
  attach(versionId: string, { experimentKey, assetId, size }: ArtifactFileRef): void {
    this.checkOpen(versionId);
    this.write({ kind: 'attached', versionId, file: { experimentKey, assetId, size } });
  }

  /** Throws a `LabProblem` when the version does not take files: to be asked before an upload is kept. */
  checkOpen(versionId: string): void {
    if (this.version(versionId).version.state !== 'OPEN') {
      throw new LabProblem('final', 'artifactVersion', 'artifact version state is immutable');
    }
  }

  /** Throws a `LabProblem` unless the version is closed. */
  checkClosed({ state }: LabArtifactVersion): void {
    switch (state) {
      case 'OPEN':
        throw new LabProblem('unfinished', 'artifactVersion', 'artifact version is not closed yet');
      case 'ERROR':
        throw new LabProblem('failed', 'artifactVersion', 'artifact version is not closed because an error occurred');
      case 'CLOSED':
        return;
    }
  }

  /**
   * That a failed version stays failed is inferred from the sentence of the error, which is about every final state.
   */
  setState(versionId: string, state: string): void {
    const { version } = this.version(versionId);
    if (state !== 'OPEN' && state !== 'CLOSED' && state !== 'ERROR') {
      throw new LabProblem('invalid', 'artifactState', `artifact version state is not valid: ${state}`);
    }
    if (state === version.state) {
      return;
    }
    this.checkOpen(versionId);
    this.write({ kind: 'state', versionId, state });
  }

  setLabels(versionId: string, labels: Labels): void {
    this.version(versionId);
    this.write({
      kind: 'labels',
      versionId,
      labels: {
        ...labels,
        ...(labels.tags === undefined ? {} : { tags: unique(labels.tags) }),
        ...(labels.aliases === undefined ? {} : { aliases: ownAliases(labels.aliases) }),
      },
    });
  }

  change(artifactId: string, edit: ArtifactEdit): void {
    this.artifact(artifactId);
    this.write({ kind: 'changed', artifactId, edit });
  }

  /** Once for each experiment. */
  consume(versionId: string, experimentKey: string): void {
    if (!this.version(versionId).version.consumers.includes(experimentKey)) {
      this.write({ kind: 'consumed', versionId, experimentKey });
    }
  }

  #named(workspace: string, name: string): LabArtifact | undefined {
    return this.artifacts(workspace).find((artifact) => artifact.name === name);
  }

  #find(versionId: string): Found | null {
    for (const artifact of this.#artifacts.values()) {
      const version = artifact.versions.find(({ id }) => id === versionId);
      if (version !== undefined) {
        return { artifact, version };
      }
    }
    return null;
  }

  protected apply(change: ArtifactChange): void {
    switch (change.kind) {
      case 'opened': {
        const artifact =
          this.#artifacts.get(change.artifactId) ??
          (change.artifact === null ? undefined : { ...change.artifact, metadata: null, tags: [], versions: [] });
        if (artifact !== undefined) {
          this.#put(
            artifact,
            [...artifact.versions, { ...change.version, state: 'OPEN', files: [], consumers: [] }],
            change.version,
          );
        }
        return;
      }
      case 'attached':
        this.#edit(change.versionId, ({ files }) => ({
          files: [...files.filter((file) => file.assetId !== change.file.assetId), change.file],
        }));
        return;
      case 'state':
        this.#edit(change.versionId, () => ({ state: change.state }));
        return;
      case 'labels':
        this.#edit(change.versionId, () => change.labels);
        return;
      case 'consumed':
        this.#edit(change.versionId, ({ consumers }) => ({ consumers: [...consumers, change.experimentKey] }));
        return;
      case 'changed': {
        const artifact = this.#artifacts.get(change.artifactId);
        if (artifact !== undefined) {
          this.#artifacts.set(artifact.id, { ...artifact, ...change.edit });
        }
        return;
      }
    }
  }

  #edit(versionId: string, edit: (version: LabArtifactVersion) => Partial<LabArtifactVersion>): void {
    const found = this.#find(versionId);
    if (found !== null) {
      const edited = { ...found.version, ...edit(found.version) };
      this.#put(
        found.artifact,
        found.artifact.versions.map((one) => (one === found.version ? edited : one)),
        edited,
      );
    }
  }

  /** An alias names one version: the `newest` holder takes it from the others. */
  #put(
    artifact: LabArtifact,
    versions: readonly LabArtifactVersion[],
    newest: Pick<LabArtifactVersion, 'id' | 'aliases'>,
  ): void {
    const settled = versions.map((version) =>
      version.id === newest.id
        ? version
        : { ...version, aliases: version.aliases.filter((alias) => !newest.aliases.includes(alias)) },
    );
    this.#artifacts.set(artifact.id, {
      ...artifact,
      versions: settled.sort((one, other) => newestFirst(one.version, other.version)),
    });
  }
}

/**
 * The closed version with the highest number: what `Latest` names. That open and failed ones never have it is inferred.
 */
export const latestVersion = ({ versions }: LabArtifact): LabArtifactVersion | undefined =>
  versions.find(({ state }) => state === 'CLOSED');

/** As clients see them. */
export const aliasesOf = (artifact: LabArtifact, version: LabArtifactVersion): string[] =>
  latestVersion(artifact)?.id === version.id ? [...version.aliases, latest] : [...version.aliases];

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];
const ownAliases = (aliases: readonly string[]): string[] => unique(aliases).filter((alias) => !isLatest(alias));
