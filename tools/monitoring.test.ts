import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createStubDatabase, startTestServer } from '@natter/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { makeDashboard } from './dashboard.ts';
import { listLabels, listLabelValues, listMetrics } from './lib/read-promql.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROMETHEUS = join(ROOT, 'deploy/prometheus');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** What others export: Prometheus itself and node_exporter. */
const OF_OTHERS = ['up', 'ALERTS', 'node_cpu_seconds_total'];
/** Labels that Prometheus and node_exporter give. */
const LABELS_OF_OTHERS = ['job', 'instance', 'store', 'cpu', 'mode', 'le', 'alertname', 'alertstate'];

const Rules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      interval: z.optional(z.string()),
      rules: z.array(
        z.union([
          z.strictObject({ record: z.string(), expr: z.string() }),
          z.strictObject({
            alert: z.string().check(z.regex(/^Natter[A-Za-z]+$/)),
            expr: z.string(),
            for: z.optional(z.string().check(z.regex(/^\d+m$/))),
            labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
            annotations: z.strictObject({ summary: z.string(), runbook: z.string() }),
          }),
        ]),
      ),
    }),
  ),
});
const Cases = z.object({
  tests: z.array(
    z.object({
      input_series: z.array(z.object({ series: z.string() })),
      alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
    }),
  ),
});
const Dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  schemaVersion: z.number(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string() })) }),
  panels: z.array(
    z.object({
      id: z.number(),
      type: z.enum(['row', 'stat', 'timeseries']),
      title: z.string(),
      description: z.optional(z.string()),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      fieldConfig: z.optional(z.object({ defaults: z.object({ unit: z.string() }) })),
      targets: z.optional(z.array(z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string() }))),
    }),
  ),
});

const rules = Rules.parse(parse(read('deploy/prometheus/natter.rules.yml'))).groups.flatMap((group) => group.rules);
const alerts = rules.flatMap((rule) => ('alert' in rule ? [rule] : []));
const recorded = rules.flatMap((rule) => ('record' in rule ? [rule.record] : []));
const cases = Cases.parse(parse(read('deploy/prometheus/natter.rules.test.yml'))).tests;
const dashboard = Dashboard.parse(JSON.parse(read('deploy/grafana/natter.json')));
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const expressions = [
  ...rules.map(({ expr }) => expr),
  ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
  ...cases.flatMap(({ input_series }) => input_series.map(({ series }) => series)),
];

/** Names that `/metrics` tells, with what a histogram makes of its own. */
async function askServer(): Promise<Set<string>> {
  const server = await startTestServer({ database: createStubDatabase() });
  try {
    const { text } = await server.call(null, 'GET', '/metrics');
    const types = [...text.matchAll(/^# TYPE (\S+) (\w+)$/gm)];
    return new Set(
      types.flatMap(([, name = '', type]) =>
        type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => name + suffix) : [name],
      ),
    );
  } finally {
    await server.close();
  }
}

function sourcesOf(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !/\.test\.ts$/.test(path))
    .map((path) => read(join(folder, path)))
    .join('\n');
}

const serverSource = sourcesOf('packages/server/src');
/** Told only where several nodes, Redis or a real database are. */
const isWired = (name: string) =>
  new RegExp(`[gG]auge\\(\\s*'${name.replace(/^natter_/, '')}'`).test(serverSource) && name.startsWith('natter_');

let exported: Set<string>;
beforeAll(async () => {
  exported = await askServer();
});

describe('[SEE-3] alerts and dashboard', () => {
  it('name metrics that the server tells, and nothing else', () => {
    const known = (name: string) =>
      exported.has(name) || isWired(name) || recorded.includes(name) || OF_OTHERS.includes(name);
    const unknown = expressions.flatMap(listMetrics).filter((name) => !known(name));
    expect([...new Set(unknown)]).toEqual([]);
    expect(new Set(expressions.flatMap(listMetrics)).size).toBeGreaterThan(40);
  });

  it('name labels and values that the server gives', () => {
    const meter = sourcesOf('packages/server/src/adapters/prometheus');
    const labels = expressions.flatMap(listLabels).filter((label) => !LABELS_OF_OTHERS.includes(label));
    expect([...new Set(labels)].filter((label) => !meter.includes(`'${label}'`))).toEqual([]);
    const source = `${serverSource}\n${sourcesOf('packages/protocol/src')}`;
    const values = rules
      .map(({ expr }) => expr)
      .flatMap(listLabelValues)
      .filter(({ label }) => !LABELS_OF_OTHERS.includes(label))
      .flatMap(({ value }) => value.split('|'));
    expect([...new Set(values)].filter((value) => !source.includes(`'${value}'`))).toEqual([]);
    expect(values).toContain('overloaded');
  });

  it('a name that is misspelt is found', () => {
    expect(listMetrics('sum by (store, le) (rate(nater_sends_total{verdict="failed"}[5m])) > 1')).toEqual([
      'nater_sends_total',
    ]);
    expect(exported.has('nater_sends_total')).toBe(false);
    expect(isWired('natter_redis_upp')).toBe(false);
  });

  it('each alert is tried by series that raise it and by series that do not', () => {
    const tried = cases.flatMap(({ alert_rule_test }) => alert_rule_test);
    for (const { alert } of alerts) {
      const of = tried.filter(({ alertname }) => alertname === alert);
      expect([
        alert,
        of.some((one) => one.exp_alerts.length > 0),
        of.some((one) => one.exp_alerts.length === 0),
      ]).toEqual([alert, true, true]);
    }
    const names: string[] = alerts.map(({ alert }) => alert);
    expect(tried.filter(({ alertname }) => !names.includes(alertname))).toEqual([]);
  });

  it('each alert has a section of its own in the runbook, and each section an alert', () => {
    const sections = [...read('docs/operations/alerts.md').matchAll(/^### (Natter\w+)$/gm)].map(([, name]) => name);
    expect(sections).toEqual(alerts.map(({ alert }) => alert));
    for (const { alert, annotations } of alerts) {
      expect(annotations.runbook).toBe(`docs/operations/alerts.md#${alert.toLowerCase()}`);
    }
  });

  it('Prometheus takes the rules and finds every case as told', (context) => {
    const version = spawnSync('promtool', ['--version']);
    if (version.error) return context.skip('promtool is not installed here, so Prometheus itself was not asked.');
    for (const call of [
      ['check', 'rules', 'natter.rules.yml'],
      ['check', 'config', 'prometheus.yml'],
      ['test', 'rules', 'natter.rules.test.yml'],
    ]) {
      const { status, stdout, stderr } = spawnSync('promtool', call, { cwd: PROMETHEUS, encoding: 'utf8' });
      expect([call.join(' '), status, status === 0 ? '' : stdout + stderr]).toEqual([call.join(' '), 0, '']);
    }
    return undefined;
  }, 180_000);

  it('Prometheus finds nothing to say about the names of the metrics', async (context) => {
    if (spawnSync('promtool', ['--version']).error) return context.skip('promtool is not installed here.');
    const server = await startTestServer({ database: createStubDatabase() });
    const { text } = await server.call(null, 'GET', '/metrics');
    await server.close();
    const { stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    const about = `${stdout}${stderr}`.split('\n').filter((line) => line.startsWith('natter_'));
    expect(about).toEqual([]);
    return undefined;
  });
});

describe('[SEE-3] the dashboard', () => {
  it('is what the generator makes', () => {
    expect(read('deploy/grafana/natter.json')).toBe(makeDashboard());
  });

  it('has every panel named, explained and measured in something', () => {
    for (const { title, description, fieldConfig, targets } of panels) {
      expect(title).not.toBe('');
      expect([title, (description ?? '').length > 10, fieldConfig?.defaults.unit ?? '']).toEqual([
        title,
        true,
        expect.stringMatching(/^(s|short|percentunit|bytes|ops|reqps|bool_yes_no|none)$/),
      ]);
      expect([title, (targets ?? []).length > 0 && targets?.every(({ legendFormat }) => legendFormat !== '')]).toEqual([
        title,
        true,
      ]);
    }
    expect(dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title)).toEqual([
      'Is it well?',
      'Delivery',
      'Sends',
      'Connections',
      'Database',
      'Jobs',
      'Nodes',
    ]);
  });

  it('gives each panel an id and a place of its own', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}/${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(dashboard.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  it('asks only for the chosen store', () => {
    const of = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    expect(of.filter((expr) => !expr.includes('store=~"$store"'))).toEqual([]);
  });

  it('stands where the documents say', () => {
    const pages = read('docs/operations/monitoring.md');
    for (const path of [
      'deploy/grafana/natter.json',
      'deploy/prometheus/natter.rules.yml',
      'deploy/prometheus/prometheus.yml',
    ]) {
      expect([path, existsSync(join(ROOT, path)), pages.includes(path)]).toEqual([path, true, true]);
    }
  });
});
