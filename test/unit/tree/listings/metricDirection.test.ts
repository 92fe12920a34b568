/** What a metric's name says about its better end, over names that people log. */
import assert from 'node:assert/strict';
import { betterDirection } from '../../../../src/tree/listings/metricDirection';

describe('the better direction of a metric', () => {
  const expected: Readonly<Record<'lower' | 'higher' | 'unknown', readonly string[]>> = {
    lower: [
      'loss',
      'train_loss',
      'validate_loss',
      'val/loss',
      'eval.loss',
      'trainLoss',
      'Loss',
      'LOSS',
      'loss_epoch',
      'rmse',
      'test RMSE',
      'mean_squared_error',
      'perplexity',
      'val-ppl',
      'WER',
      'fid_score',
      'top5_error',
      'accuracy_loss',
      'binary_cross_entropy',
      'crossEntropy',
      'negative log likelihood',
      'neg_log_likelihood',
      'neg_f1',
      'validation/error-rate',
      'kl',
      'cost',
    ],
    higher: [
      'accuracy',
      'validate_accuracy',
      'val_acc',
      'valAcc',
      'F1',
      'macro f1',
      'f1_score',
      'auc',
      'ROC AUC',
      'test/mAP',
      'mean_iou',
      'mIoU',
      'R2',
      'psnr',
      'episode_reward',
      'return',
      'neg_mean_squared_error',
      'log_likelihood',
      'bleu',
      'top1',
      'precision@5',
      'recall_at_k',
    ],
    unknown: [
      '',
      'lr',
      'learning_rate',
      'epoch',
      'step',
      'glossary',
      'macc',
      'process duration',
      'grad_norm',
      'temperature',
      'size',
      'время',
      'negative',
      'flossing',
      '__proto__',
      'constructor',
      'map2x',
    ],
  };
  for (const [direction, names] of Object.entries(expected)) {
    it(`is ${direction} for ${names
      .slice(0, 3)
      .map((name) => `“${name}”`)
      .join(', ')} and their like`, () => {
      for (const name of names) {
        assert.equal(betterDirection(name) ?? 'unknown', direction, name);
      }
    });
  }
});
