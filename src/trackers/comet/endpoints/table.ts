/** All of Comet's endpoints that the product uses, exports to others or offers to those who send requests by hand. */
import { account, admin } from './account';
import { artifacts } from './artifacts';
import { assets } from './assets';
import type { Endpoint } from './endpoint';
import { experiments, lifecycle } from './experiments';
import { logging } from './logging';
import { metrics } from './metrics';
import { stores, templates } from './panels';
import { projects } from './projects';
import { models, registry, webhooks } from './registry';

/** By subject, in the order in which they are offered. */
export const endpoints = {
  account,
  projects,
  experiments,
  lifecycle,
  metrics,
  logging,
  assets,
  models,
  registry,
  webhooks,
  artifacts,
  templates,
  stores,
  admin,
} satisfies Readonly<Record<string, Readonly<Record<string, Endpoint>>>>;
