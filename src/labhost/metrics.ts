/** What a lab host counts, for Prometheus and for the benchmarks. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface HostMetrics {
  readonly registry: Registry;
  readonly sessionStart: Histogram;
  readonly terminalOpen: Histogram;
}

const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function hostMetrics(counts: () => { sessions: number; tabs: number }): HostMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'sealegs_labhost_' });
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
  gauge('sealegs_labhost_sessions', 'Sessions open on this host.', () => counts().sessions);
  gauge('sealegs_labhost_tabs', 'Terminal tabs of these sessions.', () => counts().tabs);
  const histogram = (name: string, help: string) =>
    new Histogram({ name, help, buckets: SECONDS, registers: [registry] });
  return {
    registry,
    sessionStart: histogram(
      'sealegs_labhost_session_start_seconds',
      'From the request to a lab that is ready.',
    ),
    terminalOpen: histogram('sealegs_labhost_terminal_open_seconds', 'From the connection to its shell.'),
  };
}
