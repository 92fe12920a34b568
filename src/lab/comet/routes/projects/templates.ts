/** Panels of a workspace, dashboards of its projects, and the views that newer clients make of these. */
import { Hono } from 'hono';
import {
  array,
  boolean,
  nullish,
  object,
  picklist,
  record,
  safeParse,
  string,
  unknown,
  type InferOutput,
} from 'valibot';
import { bytesAnswer, zipped } from '../../bytes';
import { readMultipart } from '../../multipart';
import {
  askedOptional,
  askedProject,
  askedText,
  askedWorkspace,
  bodyBytes,
  checkedBody,
  findExperiment,
  findProject,
  isTrue,
  type LabContext,
  type LabEnv,
  type Serving,
} from '../../request';
import type { LabDashboard } from '../../../state/templates';
import { dashboardDetails, dashboardRow, panelDetails, panelEntry, panelRow, viewRow } from '../../rows/templates';
import { errorCodes, Refusal } from '../../errors';
import { openZip } from '../../../recordings/zip';

const text = nullish(string());
const flag = nullish(boolean());
const texts = nullish(array(string()));
const json = nullish(record(string(), unknown()));

const state = {
  experimentQueryState: text,
  dashboardChartState: text,
  reactGridTableState: text,
  v2: json,
  v3: json,
  source: text,
  current: flag,
  unsaved_view: flag,
  project_default: flag,
  pinnedExperiments: texts,
  codePanelTemplateIds: texts,
  isAutoRefreshEnabled: flag,
};
const dashboardBody = object({ project_id: string(), template_id: text, template_name: text, ...state });
const upsertBody = object({ ...dashboardBody.entries, template_id: string() });
const viewBody = object({ projectId: string(), templateId: text, templateName: text, experimentKey: text, ...state });
const chartBody = object({ ...viewBody.entries, experimentKey: string() });

const panelFile = object({
  templateName: string(),
  scopeType: nullish(picklist(['PUBLIC', 'PRIVATE'])),
  code: record(string(), unknown()),
});
/** Bytes of a panel's JSON, unpacked. */
const largestPanel = 8 * 1024 * 1024;

export function templateRoutes(serving: Serving): Hono<LabEnv> {
  const {
    store,
    states: { templates },
  } = serving;
  const { userName } = store.account;
  const app = new Hono<LabEnv>();

  app.get('/code-panel/get-all', (c) =>
    c.json({ codePanelTemplateRows: templates.panels(askedWorkspace(serving, c)).map(panelRow) }),
  );

  // The lab puts no panels into dashboards: a panel is its own only instance.
  app.get('/code-panel/download', (c) =>
    c.json(panelDetails(templates.panel(askedOptional(c, 'templateId') ?? askedText(c, 'instanceId')))),
  );

  app.get('/template/:id/download', async (c) => {
    const content = Buffer.from(JSON.stringify(panelDetails(templates.panel(c.req.param('id')))));
    return bytesAnswer(c, await zipped([{ name: panelEntry, bytes: () => Promise.resolve(content) }]));
  });

  app.post('/write/template/upload', async (c) => {
    const workspace = askedText(c, 'teamName');
    if (!store.workspaces().includes(workspace)) {
      throw new Refusal(400, 'workspace does not exist', errorCodes.noSuchWorkspace);
    }
    const { templateName, scopeType, code } = await uploadedPanel(c);
    return c.json(
      panelDetails(
        templates.putPanel({
          id: askedOptional(c, 'templateId'),
          workspace,
          name: templateName,
          owner: userName,
          scope: scopeType ?? 'PRIVATE',
          code,
          at: serving.now(),
        }),
      ),
    );
  });

  app.get('/dashboard-template/get-all', (c) =>
    c.json({
      dashboardTemplates: store.projects(askedWorkspace(serving, c)).flatMap(({ id, name }) =>
        templates
          .dashboards(id, 'dashboard_template')
          .filter(ofProject)
          .map((dashboard) => dashboardRow(dashboard, name)),
      ),
    }),
  );

  app.get('/dashboard-template/download', (c) =>
    c.json(dashboardDetails(templates.dashboard(askedProject(serving, c).id, askedText(c, 'templateId')))),
  );

  for (const [path, schema] of [
    ['/write/dashboard-template/create', dashboardBody],
    ['/dashboard-templates/project/upsert', upsertBody],
  ] as const) {
    app.post(path, async (c) => {
      const { project_id: projectId, template_id: id, template_name: name, ...given } = await checkedBody(c, schema);
      return c.json(
        dashboardDetails(
          templates.putDashboard({
            id: id ?? null,
            projectId: findProject(store, { projectId }).id,
            name: name ?? null,
            createdBy: userName,
            source: 'dashboard_template',
            experimentKey: null,
            state: withoutNulls(given),
            at: serving.now(),
          }),
        ),
      );
    });
  }

  const askedViews = (c: LabContext, source: LabDashboard['source']): LabDashboard[] => {
    const project = askedProject(serving, c);
    const places = isTrue(c.req.query('includeWorkspaceViews')) ? store.projects(project.workspace) : [project];
    return places.flatMap(({ id }) => templates.dashboards(id, source));
  };

  // Views of an experiment are not views of its project: clients ask for both and put the lists together.
  app.get('/views/get-all', (c) => {
    const key = askedOptional(c, 'experimentKey');
    return c.json({
      views: askedViews(c, 'dashboard_template')
        .filter(({ experimentKey }) => experimentKey === key)
        .map(viewRow),
    });
  });

  app.get('/views/chart-templates', (c) => {
    const key = askedOptional(c, 'experimentKey');
    return c.json({
      views: askedViews(c, 'chart_template')
        .filter(({ experimentKey }) => key === null || experimentKey === key)
        .map(viewRow),
    });
  });

  for (const [path, schema, source] of [
    ['/write/views/upsert', viewBody, 'dashboard_template'],
    ['/write/chart-templates/upsert', chartBody, 'chart_template'],
  ] as const) {
    app.post(path, async (c) => {
      const { projectId, templateId, templateName, experimentKey, ...given } = await checkedBody<
        InferOutput<typeof viewBody>
      >(c, schema);
      return c.json(
        viewRow(
          templates.putDashboard({
            id: templateId ?? null,
            projectId: findProject(store, { projectId }).id,
            name: templateName ?? null,
            createdBy: userName,
            source,
            experimentKey: experimentKey ? findExperiment(store, experimentKey).key : null,
            state: withoutNulls(given),
            at: serving.now(),
          }),
        ),
      );
    });
  }

  return app;
}

const ofProject = ({ experimentKey }: LabDashboard): boolean => experimentKey === null;

/** What a client leaves out or sends as null stays as it was. */
const withoutNulls = (values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));

/** The panel in the zip of the body's part `file`. Whatever is wrong with it is status 400. */
async function uploadedPanel(context: LabContext): Promise<InferOutput<typeof panelFile>> {
  const parts = readMultipart(context.req.header('content-type') ?? '', await bodyBytes(context));
  const file = parts?.find(({ name }) => name === 'file');
  if (file === undefined) {
    throw new Refusal(400, 'bad request body: no file');
  }
  const panel = safeParse(panelFile, await panelJson(file.bytes));
  if (!panel.success) {
    throw new Refusal(400, `bad request body: not a panel: ${panel.issues[0].message}`);
  }
  return panel.output;
}

async function panelJson(zip: Uint8Array): Promise<unknown> {
  try {
    const entries = openZip(zip);
    const size = entries.sizes.get(panelEntry) ?? 0;
    return size > largestPanel ? undefined : JSON.parse(new TextDecoder().decode(await entries.read(panelEntry)));
  } catch {
    throw new Refusal(400, `bad request body: not a zip with ${panelEntry}`);
  }
}
