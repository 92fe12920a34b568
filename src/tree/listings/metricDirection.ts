/** Whether more of a metric is better, told by its name. Pure. */

export type BetterDirection = 'higher' | 'lower';

const lower = new Set([
  'loss',
  'losses',
  'error',
  'errors',
  'err',
  'mse',
  'rmse',
  'mae',
  'mape',
  'smape',
  'msle',
  'rmsle',
  'nll',
  'perplexity',
  'ppl',
  'wer',
  'cer',
  'ter',
  'eer',
  'fid',
  'kid',
  'lpips',
  'bpc',
  'bpd',
  'bpb',
  'divergence',
  'kl',
  'kld',
  'crossentropy',
  'xent',
  'bce',
  'logloss',
  'deviance',
  'regret',
  'cost',
  'latency',
  'rmsd',
  'brier',
  'ece',
  'hinge',
  'residual',
]);
const higher = new Set([
  'accuracy',
  'acc',
  'precision',
  'recall',
  'sensitivity',
  'specificity',
  'f1',
  'f2',
  'fbeta',
  'fscore',
  'auc',
  'auroc',
  'auprc',
  'roc',
  'ap',
  'map',
  'ndcg',
  'mrr',
  'iou',
  'miou',
  'dice',
  'jaccard',
  'bleu',
  'rouge',
  'meteor',
  'chrf',
  'cider',
  'spice',
  'psnr',
  'ssim',
  'r2',
  'reward',
  'rewards',
  'return',
  'returns',
  'score',
  'top1',
  'top5',
  'mcc',
  'kappa',
  'likelihood',
  'elbo',
  'success',
  'winrate',
  'hit',
  'hits',
  'correlation',
  'pearson',
  'spearman',
  'throughput',
  'em',
  'silhouette',
]);
/** Words that turn the meaning of the others. */
const turning = new Set(['neg', 'negative', 'minus']);

/**
 * Null where the name does not tell. Words are those between blanks, signs and changes of case; what is bad outweighs
 * what is good (`accuracy_loss`, `fid_score` and `top5_error` are better the lower they are).
 */
export function betterDirection(metric: string): BetterDirection | null {
  // Taken apart at changes of case and as it stands: `trainLoss`, but `mIoU`.
  const words = `${metric.replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')} ${metric}`.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  const isCrossEntropy = words.includes('cross') && words.includes('entropy');
  const found =
    isCrossEntropy || words.some((word) => lower.has(word))
      ? 'lower'
      : words.some((word) => higher.has(word))
        ? 'higher'
        : null;
  if (found === null || !words.some((word) => turning.has(word))) {
    return found;
  }
  // `negative log likelihood` is a loss, `neg_mean_squared_error` a score.
  return found === 'lower' ? 'higher' : 'lower';
}
