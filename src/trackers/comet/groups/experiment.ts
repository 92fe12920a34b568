/**
 * What an experiment logged beside metrics and parameters, with Comet: each function is one group of the back end.
 * Which endpoints answer which question, and what happens where they differ.
 */
import * as l10n from '@vscode/l10n';
import { decodedText } from '../../../shared/text/decodedText';
import { TextInPieces } from '../../../shared/text/chunkedText';
import { BackendError } from '../../../shared/problem';
import { shownAddress } from '../../../shared/text/summary';
import { mapInTurns } from '../../../platform/eventLoop';
import type { Code, Files, Git, Graphs, Models, Others, Output, Reports, System } from '../../backend';
import type { CometClient } from '../client/client';
import { patchText } from '../translation/patch';
import { toAsset, toGitState, toModel, toSummary, toSystemDetails } from '../translation/experiment';
import { narrowExperiment } from '../translation/experimentRow';
import { toCloudDetails } from '../translation/project';

export const cometOthers = (client: CometClient): Others => ({
  list: async (key, signal) => mapInTurns(await client.metrics.experimentOther(key, signal), toSummary),
});

export const cometOutput = (client: CometClient): Output => ({
  read: async (key, signal) => (await client.experiments.experimentOutput(key, signal)) ?? new TextInPieces([]),
});

/** Comet keeps no folders: all files are listed at once. */
export const cometFiles = (client: CometClient, redact: (text: string) => string) =>
  ({
    list: async (key, _, signal) => ({
      files: await mapInTurns(await client.assets.experimentAssets(key, 'all', signal), toAsset),
      folders: [],
    }),
    open: async (key, asset, opening, signal) => {
      if (asset.remoteUrl !== null) {
        throw new BackendError('unsupported', l10n.t('Comet keeps only the address of this asset, not its bytes.'), {
          advice: l10n.t('It is at {address}.', { address: redact(shownAddress(asset.remoteUrl)) }),
        });
      }
      return client.assets.experimentAsset(key, asset.id, asset.name, opening, signal);
    },
  }) satisfies Files;

/** Newer runs keep each file as an asset; older ones have one text, which goes by the name of the main script. */
export const cometCode = (client: CometClient): Code => ({
  list: async (key, signal) => {
    const files = (await client.assets.experimentAssets(key, 'source_code', signal))
      .filter((asset) => asset.type === 'source_code')
      .map(toAsset);
    if (files.length > 0) {
      return files.map(({ id, name, size }) => ({ path: name, assetId: id, size }));
    }
    const code = await client.experiments.experimentCode(key, signal);
    if (code === null || code === '') {
      return [];
    }
    const { filePath } = narrowExperiment(await client.experiments.experimentMetadata(key, signal), 'experiment');
    return [{ path: filePath ?? 'script.py', assetId: null, size: Buffer.byteLength(code) }];
  },
  read: async (key, { assetId, path }, signal) =>
    assetId === null
      ? ((await client.experiments.experimentCode(key, signal)) ?? '')
      : decodedText(await client.assets.experimentAssetContent(key, assetId, path, signal)),
});

export const cometGit = (client: CometClient) =>
  ({
    state: async (key, signal) => toGitState(await client.experiments.experimentGitMetadata(key, signal)),
    patch: async (key, signal) => {
      const upload = await client.experiments.experimentGitPatch(key, signal);
      return upload === null ? null : patchText(upload);
    },
  }) satisfies Git;

export const cometModels = (client: CometClient) =>
  ({
    list: async (key, signal) =>
      (await client.models.experimentModels(key, signal)).map(toModel).filter((model) => model !== null),
    download: (key, model, opening, signal) => client.models.downloadModel(key, model, signal, opening),
  }) satisfies Models;

export const cometSystem = (client: CometClient) =>
  ({
    details: async (key, signal) => toSystemDetails(await client.experiments.experimentSystemDetails(key, signal)),
    cloud: async (key, signal) => toCloudDetails(await client.experiments.experimentCloudDetails(key, signal)),
  }) satisfies System;

export const cometReports = (client: CometClient): Reports => ({
  html: async (key, signal) => filled(await client.experiments.experimentHtml(key, signal)),
});

export const cometGraphs = (client: CometClient): Graphs => ({
  read: async (key, signal) => filled(await client.experiments.experimentGraph(key, signal)),
});

const filled = (text: string | null): string | null => (text === '' ? null : text);
