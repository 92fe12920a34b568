/**
 * From what an archive holds to what the lab keeps: names with their run context in front, values as text, times moved.
 */
import type { Archive, RecordedAsset } from './archive';
import type { TimeSlice } from '../../platform/eventLoop';
import { combinedHistograms } from '../state/histograms';
import {
  addLogged,
  addPoint,
  emptyContent,
  fullName,
  type ExperimentContent,
  type LabAsset,
  unknownMachine,
} from '../content';

/** `shift` milliseconds are added to every time. */
export async function recordedContent(archive: Archive, shift: number, speed: TimeSlice): Promise<ExperimentContent> {
  const content = emptyContent();
  for (const { name, context, value, step, epoch, time } of archive.metrics) {
    addPoint(content.metrics, fullName(name, context), context, { value, step, epoch, time: time + shift });
    if (speed.expired) {
      await speed.yield();
    }
  }
  for (const { name, context, value, step, time } of archive.parameters) {
    addLogged(content.parameters, fullName(name, context), { value, step, time: time + shift, context });
  }
  for (const { name, value, time } of archive.others) {
    addLogged(content.others, name, { value, step: null, time: time + shift, context: null });
  }
  for (const tag of archive.tags) {
    content.tags.add(tag);
  }
  for (const { text, stderr, time } of archive.output) {
    content.output.push({ text, stderr, time: time + shift });
  }
  for (const asset of archive.assets) {
    content.assets.set(asset.id, labAsset(asset, shift, content.assets.size));
  }
  for (const histogram of combinedHistograms(content.assets.values())) {
    content.assets.set(histogram.id, histogram);
  }
  content.html = archive.html;
  content.graph = archive.graph;
  content.git = archive.git;
  content.cloud = archive.cloud;
  const { patch } = archive;
  content.patch = patch === null ? null : () => patch.bytes();
  content.machine = {
    ...unknownMachine,
    ...archive.machine,
    env: archive.machine?.env ?? {},
    gpuStaticInfoList: archive.graphicsCards,
    logAdditionalSystemInfoList: archive.systemInfo,
    installedPackages: archive.installedPackages,
    osPackages: archive.osPackages,
  };
  return content;
}

/** What the SDK calls an asset that the tracker is to name. */
const unnamed = 'auto-generated-in-the-backend';

function labAsset(asset: RecordedAsset, shift: number, position: number): LabAsset {
  return {
    id: asset.id,
    name: asset.name === unnamed ? `${asset.type}-${position}.txt` : asset.name,
    type: asset.type,
    context: asset.context,
    step: asset.step,
    createdAt: asset.time + shift,
    folder: asset.folder,
    metadata: asset.metadata,
    tags: [],
    link: asset.link,
    size: asset.size,
    bytes: () => asset.bytes(),
  };
}
