/**
 * Answers made wrong in one field each, as a careless server's would be, and which part of a judge's work is to notice.
 */

export interface Break {
  readonly path: RegExp;
  readonly change: (body: string) => string;
  /** Whose work it is to notice. */
  readonly judge: 'recordings' | 'writing' | '3.31.22' | '3.43.2' | 'commandLine';
  readonly part: string;
  /** Whether the product's own reading is to notice it too. */
  readonly byProduct: boolean;
}

type Answer = Record<string, unknown>;
type Rows = Answer[];

const first = (rows: unknown): Answer => (rows as Rows)[0] ?? {};
const each = (rows: unknown, change: (row: Answer) => void): void => {
  for (const row of rows as Rows) {
    change(row);
  }
};

function wrong(
  judge: Break['judge'],
  part: string,
  path: RegExp,
  spoil: (answer: Answer) => void,
  byProduct = false,
): Break {
  return {
    judge,
    part,
    path,
    byProduct,
    change(body) {
      const answer = JSON.parse(body) as Answer;
      spoil(answer);
      return JSON.stringify(answer);
    },
  };
}

const recorded = (path: RegExp, spoil: (answer: Answer) => void): Break =>
  wrong('recordings', 'small', path, spoil, true);

export const breaks: Readonly<Record<string, Break>> = {
  name: recorded(/v2\/experiment\/metadata$/, (answer) => {
    answer.experimentName = 'wrong';
  }),
  duration: recorded(/v2\/experiment\/metadata$/, (answer) => {
    answer.durationMillis = 1;
  }),
  metric: wrong('recordings', 'small', /\/metrics\/get-all$/, (answer) => {
    first(answer.metrics).metricValue = '0.123456';
  }),
  chart: recorded(/\/multi-metric-chart$/, (answer) => {
    const [experiment] = Object.values(answer.experiments as Record<string, { metrics: { values: unknown[] }[] }>);
    experiment?.metrics[0]?.values.splice(0, 1, 987_654);
  }),
  summary: recorded(/\/metrics\/summary$/, (answer) => {
    first(answer.values).valueMax = '987654';
  }),
  parameter: recorded(/v2\/experiment\/parameters$/, (answer) => {
    first(answer.values).valueCurrent = 'wrong';
  }),
  other: recorded(/v2\/experiment\/log-other$/, (answer) => {
    first(answer.values).valueCurrent = 'wrong';
  }),
  tags: recorded(/v2\/experiment\/tags$/, (answer) => {
    (answer.tags as string[]).push('wrong');
  }),
  output: recorded(/v2\/experiment\/output$/, (answer) => {
    answer.output = String(answer.output).trimEnd();
  }),
  asset: {
    judge: 'recordings',
    part: 'small',
    path: /\/asset\/get-asset$/,
    change: (body) => `${body} `,
    byProduct: true,
  },
  listing: recorded(/\/asset\/list$/, (answer) => {
    first(answer.assets).fileSize = 1;
  }),
  system: recorded(/\/system-details$/, (answer) => {
    answer.hostname = 'wrong';
  }),
  git: recorded(/\/git\/metadata$/, (answer) => {
    answer.parent = 'wrong';
  }),
  query: recorded(/\/project\/query$/, (answer) => {
    answer.experimentKeys = [];
  }),
  project: wrong('recordings', 'small', /\/rest\/v2\/project$/, (answer) => {
    answer.numberOfExperiments = 0;
  }),

  notes: wrong(
    'writing',
    'projects',
    /\/project\/notes$/,
    (answer) => {
      answer.notes = 'wrong';
    },
    true,
  ),
  shareLink: wrong(
    'writing',
    'projects',
    /\/get-project-share-links$/,
    (answer) => {
      (answer.shareCodes as string[]).push('wrong');
    },
    true,
  ),
  view: wrong('writing', 'projects', /\/views\/get-all$/, (answer) => {
    each(answer.views, (view) => {
      view.dashboardChartState = '{}';
    });
  }),
  columns: wrong(
    'writing',
    'queries',
    /\/project\/column-names$/,
    (answer) => {
      (answer.columns as Rows).splice(0);
    },
    true,
  ),
  search: wrong('writing', 'queries', /\/experiments\/search$/, (answer) => {
    (answer.experiments as Rows).splice(0, 1);
  }),
  html: wrong(
    'writing',
    'experiments',
    /v2\/experiment\/html$/,
    (answer) => {
      answer.html = '<p>wrong</p>';
    },
    true,
  ),
  graph: wrong(
    'writing',
    'experiments',
    /v2\/experiment\/graph$/,
    (answer) => {
      answer.graph = 'wrong';
    },
    true,
  ),
  code: wrong(
    'writing',
    'experiments',
    /v2\/experiment\/code$/,
    (answer) => {
      answer.code = 'wrong';
    },
    true,
  ),
  values: wrong('writing', 'experiments', /\/metrics\/get-metric$/, (answer) => {
    first(answer.metrics).step = 99;
  }),
  byName: wrong('writing', 'experiments', /\/asset\/get-by-name$/, (answer) => {
    (answer.assets as Rows).splice(0);
  }),
  archived: wrong('writing', 'experiments', /v2\/experiments$/, (answer) => {
    (answer.experiments as Rows).splice(0);
  }),
  handshake: wrong('writing', 'online', /\/logger\/add\/run$/, (answer) => {
    answer.name = 'wrong';
  }),
  models: wrong(
    'writing',
    'online',
    /v2\/experiment\/model$/,
    (answer) => {
      (answer.models as Rows).splice(0, 1);
    },
    true,
  ),
  registryDescription: wrong(
    'writing',
    'registry',
    /\/registry-model\/details$/,
    (answer) => {
      answer.description = 'wrong';
    },
    true,
  ),
  registryStage: wrong(
    'writing',
    'registry',
    /\/registry-model\/details$/,
    (answer) => {
      each(answer.versions, (version) => {
        version.stages = ['wrong'];
      });
    },
    true,
  ),
  registryNotes: wrong(
    'writing',
    'registry',
    /\/registry-model\/notes$/,
    (answer) => {
      answer.notes = 'wrong';
    },
    true,
  ),
  registryCount: wrong('writing', 'registry', /\/registry-model\/count$/, (answer) => {
    answer.registryModelCount = 0;
  }),
  registryStatus: wrong('writing', 'registry', /\/registry-model\/item\/details$/, (answer) => {
    answer.status = 'wrong';
  }),
  registryVersions: wrong('writing', 'registry', /\/registry-model\/items$/, (answer) => {
    (answer.items as Rows).reverse();
  }),
  registryLatest: wrong('writing', 'registry', /\/latest_version$/, (answer) => {
    first(answer.versions).version = '9.9.9';
  }),
  registryFiles: wrong('writing', 'registry', /\/download-instructions$/, (answer) => {
    (first(answer.versions).assets as Rows).splice(0, 1);
  }),
  artifactVersions: wrong(
    'writing',
    'artifacts',
    /\/artifacts\/get$/,
    (answer) => {
      (answer.versions as Rows).splice(0, 1);
    },
    true,
  ),
  artifactFiles: wrong(
    'writing',
    'artifacts',
    /\/artifacts\/version\/files$/,
    (answer) => {
      for (const file of answer.files as Rows) {
        file.fileSize = 1;
      }
    },
    true,
  ),
  artifactAlias: wrong(
    'writing',
    'artifacts',
    /\/artifacts\/version$/,
    (answer) => {
      answer.alias = ['wrong'];
    },
    true,
  ),
  artifactMetadata: wrong(
    'writing',
    'artifacts',
    /\/artifacts\/version$/,
    (answer) => {
      answer.metadata = '{"rows":3}';
    },
    true,
  ),
  oldestHandshake: wrong('3.31.22', 'project', /\/logger\/add\/run$/, (answer) => {
    delete answer.ws_url;
  }),
  oldestMetrics: wrong('3.31.22', 'project', /\/metrics\/get-metric$/, (answer) => {
    each(answer.metrics, (row) => {
      row.metricValue = '0.123456';
    });
  }),
  olderParameters: wrong('3.43.2', 'project', /v2\/experiment\/parameters$/, (answer) => {
    each(answer.values, (row) => {
      row.valueCurrent = String(Number(row.valueCurrent));
    });
  }),
  olderAssets: wrong('3.43.2', 'project', /\/asset\/list$/, (answer) => {
    each(answer.assets, (asset) => {
      asset.fileSize = 1;
    });
  }),
  list: wrong('commandLine', 'everything', /\/rest\/v2\/experiments$/, (answer) => {
    (answer.experiments as Rows).splice(0);
  }),
  download: {
    judge: 'commandLine',
    part: 'everything',
    path: /\/asset\/get-asset$/,
    change: (body) => `${body} `,
    byProduct: false,
  },
  copy: wrong('commandLine', 'everything', /\/metrics\/get-all$/, (answer) => {
    each(answer.metrics, (row) => {
      row.step = 99;
    });
  }),
  best: wrong('writing', 'optimizers', /\/get-best-experiment$/, (answer) => {
    answer.experimentCount = 2;
  }),
  next: wrong('writing', 'optimizers', /\/optimizer\/next$/, (answer) => {
    if (answer.parameters !== undefined) {
      (answer.parameters as Answer).parameters = { x: 1 };
    }
  }),
  lineage: wrong(
    'writing',
    'artifacts',
    /\/get\/artifacts$/,
    (answer) => {
      (answer.artifacts as Rows).splice(0);
    },
    true,
  ),
};
