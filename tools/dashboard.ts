/**
 * Makes `deploy/grafana/natter.json`, the dashboard of a store: `npm run gen` writes it, and a test fails when what is committed differs. The
 * rows are in the order in which one looks: is it well, do messages arrive, and then why not.
 */
import { ROWS } from './dashboard-rows.ts';
import type { Panel } from './dashboard-shape.ts';

const COLUMNS = 24;
const STAT_HEIGHT = 4;
const GRAPH_HEIGHT = 8;
const SOURCE = { type: 'prometheus', uid: '$' + '{datasource}' };

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The dashboard as Grafana reads it (schema 39, Grafana 11). */
export function makeDashboard(): string {
  const panels: object[] = [];
  let y = 0;
  for (const row of ROWS) {
    panels.push({
      id: panels.length + 1,
      type: 'row',
      title: row.title,
      collapsed: false,
      panels: [],
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
    });
    y += 1;
    let x = 0;
    let lineHeight = 0;
    for (const panel of row.panels) {
      const h = panel.kind === 'stat' ? STAT_HEIGHT : GRAPH_HEIGHT;
      if (x + panel.width > COLUMNS) {
        x = 0;
        y += lineHeight;
        lineHeight = 0;
      }
      panels.push(toPanel(panel, { id: panels.length + 1, place: { x, y, w: panel.width, h } }));
      x += panel.width;
      lineHeight = Math.max(lineHeight, h);
    }
    y += lineHeight;
  }
  return `${JSON.stringify({ ...FRAME, panels }, null, 2)}\n`;
}

function toPanel(panel: Panel, { id, place }: { id: number; place: Place }): object {
  const { kind = 'timeseries', title, description, unit, queries, limits } = panel;
  return {
    id,
    type: kind,
    title,
    description,
    datasource: SOURCE,
    gridPos: place,
    fieldConfig: { defaults: { unit, min: 0, ...(limits && thresholds(limits)), ...drawing(panel) }, overrides: [] },
    options:
      kind === 'stat'
        ? {
            colorMode: 'background_solid',
            graphMode: 'none',
            textMode: 'value_and_name',
            reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
          }
        : {
            legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] },
            tooltip: { mode: 'multi', sort: 'desc' },
          },
    targets: queries.map(([expr, legendFormat], index) => ({
      refId: String.fromCharCode('A'.charCodeAt(0) + index),
      datasource: SOURCE,
      expr,
      legendFormat,
      ...(kind === 'stat' ? { instant: true } : { range: true }),
    })),
  };
}

function drawing({ kind, limits, isStacked }: Panel): object {
  if (kind === 'stat') return {};
  return {
    custom: {
      lineWidth: 1,
      fillOpacity: isStacked ? 30 : 0,
      showPoints: 'never',
      stacking: { mode: isStacked ? 'normal' : 'none', group: 'A' },
      thresholdsStyle: { mode: limits ? 'line' : 'off' },
    },
  };
}

function thresholds([yellow, red]: readonly [number, number]): object {
  const isRising = red >= yellow;
  const steps = isRising
    ? [
        { color: 'green', value: null },
        ...(yellow === red ? [] : [{ color: 'yellow', value: yellow }]),
        { color: 'red', value: red },
      ]
    : [
        { color: 'red', value: null },
        { color: 'yellow', value: red },
        { color: 'green', value: yellow },
      ];
  return { color: { mode: 'thresholds' }, thresholds: { mode: 'absolute', steps } };
}

const labelVariable = (name: string, label: string, query: string) => ({
  name,
  label,
  type: 'query',
  datasource: SOURCE,
  definition: query,
  query: { query, refId: name },
  refresh: 2,
  sort: 1,
  multi: true,
  includeAll: true,
  allValue: '.*',
  current: { selected: true, text: 'All', value: '$__all' },
});

const FRAME = {
  uid: 'natter',
  title: 'Natter',
  description: 'One store of Natter: docs/operations/monitoring.md',
  tags: ['natter'],
  schemaVersion: 39,
  version: 1,
  editable: true,
  graphTooltip: 1,
  refresh: '30s',
  timezone: 'browser',
  time: { from: 'now-3h', to: 'now' },
  annotations: {
    list: [
      {
        name: 'Alerts',
        datasource: SOURCE,
        enable: true,
        iconColor: 'red',
        expr: 'ALERTS{alertname=~"Natter.+", alertstate="firing"}',
        titleFormat: '{{alertname}}',
      },
    ],
  },
  templating: {
    list: [
      { name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus', current: {} },
      labelVariable('store', 'Store', 'label_values(up{job="natter"}, store)'),
      labelVariable('instance', 'Node', 'label_values(up{job="natter", store=~"$store"}, instance)'),
    ],
  },
};
