/** /metrics: how many requests were answered, by verb and code, under upstream's name. */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/metrics/metrics.go apiserver_request_total

export class RequestMetrics {
  readonly #answered = new Map<string, number>();

  count(verb: string, code: number): void {
    const labels = `code="${code}",verb="${verb.toUpperCase()}"`;
    this.#answered.set(labels, (this.#answered.get(labels) ?? 0) + 1);
  }

  /** In Prometheus' text format. */
  text(gitVersion: string): string {
    const answered = [...this.#answered].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      '# HELP apiserver_request_total [STABLE] Counter of apiserver requests broken out for each verb and code.',
      '# TYPE apiserver_request_total counter',
      ...answered.map(([labels, count]) => `apiserver_request_total{${labels}} ${count}`),
      '# HELP kubernetes_build_info [ALPHA] The version that is served.',
      '# TYPE kubernetes_build_info gauge',
      `kubernetes_build_info{git_version="${gitVersion}"} 1`,
      '',
    ].join('\n');
  }
}
