export interface Panel {
  readonly title: string;
  /** What a good value is, and what a bad one means. */
  readonly description: string;
  readonly kind?: 'timeseries' | 'stat';
  /** One of Grafana's units. */
  readonly unit: 's' | 'short' | 'percentunit' | 'bytes' | 'ops' | 'reqps' | 'bool_yes_no' | 'none';
  /** What is drawn: expression and legend. */
  readonly queries: readonly (readonly [expression: string, legend: string])[];
  /** From here on yellow, and from here on red. A falling pair: small is bad. */
  readonly limits?: readonly [yellow: number, red: number];
  /** Of 24 columns. */
  readonly width: number;
  readonly isStacked?: boolean;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}
