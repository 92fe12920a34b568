/** What comes to the lab as files: multipart bodies, and the assets that are made of them. */
import { randomBytes } from 'node:crypto';
import type { WrittenAsset } from '../contentChanges';
import type { LabExperiment } from '../labExperiment';
import { readMultipart, type Part } from './multipart';
import { bodyBytes, isTrue, type LabContext, type Serving } from './request';
import { Refusal } from './errors';

/** What clients call an asset that the tracker is to name. */
const unnamed = 'auto-generated-in-the-backend';

/** Anything but a well-formed multipart body is refused. */
export async function multipartParts(context: LabContext): Promise<Part[]> {
  const found = readMultipart(context.req.header('content-type') ?? '', await bodyBytes(context));
  if (found === null) {
    throw new Refusal(400, 'bad request body: not multipart/form-data');
  }
  return found;
}

export function filePart(parts: readonly Part[], name = 'file'): Part {
  const part = parts.find((candidate) => candidate.name === name);
  if (part === undefined) {
    throw new Refusal(400, `bad request body: no ${name}`);
  }
  return part;
}

/**
 * Keeps an uploaded asset, whose details are in the query, and gives its id. `type` is the one to take when the query
 * has none. With `artifactVersionId` it becomes a file of that artifact version, which must be open.
 */
export async function keepUploadedAsset(
  serving: Serving,
  context: LabContext,
  experiment: LabExperiment,
  type = 'asset',
): Promise<string> {
  const asked = (name: string): string | null => context.req.query(name) || null;
  const versionId = asked('artifactVersionId');
  if (versionId !== null) {
    serving.states.artifacts.checkOpen(versionId);
  }
  const parts = await multipartParts(context);
  const text = (name: string): string | null => {
    const part = parts.find((candidate) => candidate.name === name);
    return part === undefined ? null : new TextDecoder().decode(part.bytes);
  };
  const link = isTrue(asked('isRemote')) ? text('link') : null;
  const file = link === null ? filePart(parts) : null;
  const kind = asked('type') ?? type;
  const asset = newAsset({
    id: asked('assetId') ?? asked('imageId') ?? randomBytes(16).toString('hex'),
    name: asked('fileName') ?? asked('figName') ?? file?.fileName ?? 'unnamed',
    type: kind,
    context: asked('context'),
    step: wholeNumber(asked('step')),
    createdAt: serving.now(),
    folder: folderOf(kind, asked('groupingName')),
    metadata: text('metadata'),
    link,
    size: file?.bytes.length ?? 0,
    file: file === null ? null : await experiment.keepBytes(file.bytes),
    replaces: isTrue(asked('overwrite')),
  });
  await experiment.write({ kind: 'assets', assets: [asset] });
  if (versionId !== null) {
    serving.states.artifacts.attach(versionId, { experimentKey: experiment.key, assetId: asset.id, size: asset.size });
  }
  return asset.id;
}

/** With a made-up name when the client leaves that to the tracker, and with what most assets do not have. */
export function newAsset(
  asset: Pick<WrittenAsset, 'id' | 'name' | 'type' | 'createdAt' | 'folder' | 'link'> & Partial<WrittenAsset>,
): WrittenAsset {
  return {
    context: null,
    step: null,
    metadata: null,
    tags: [],
    size: 0,
    file: null,
    replaces: false,
    ...asset,
    name: asset.name === unnamed ? `${asset.type ?? 'asset'}-${asset.id.slice(0, 8)}.txt` : asset.name,
  };
}

export const folderOf = (type: string, model: string | null): string =>
  type === 'model-element' && model !== null ? `models/${model}` : type === 'image' ? 'media' : 'assets';

function wholeNumber(given: string | null): number | null {
  const value = Number(given ?? Number.NaN);
  return Number.isInteger(value) ? value : null;
}
