/**
 * The architecture as rules that fail the build; docs/architecture.md tells the same in words. Each rule has its
 * reason, and test/architecture plants a violation of each to see it fail.
 */
const tests = '\\.test\\.tsx?$|/testing/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'seam-1-graders-know-only-the-api',
      comment:
        'A cluster is a kubeconfig: grading, labs and exams reach clusters through src/kube and a ClusterHandle, so that every lab runs on any provider.',
      severity: 'error',
      from: { path: '^src/(grading|labs|exams|content|components|app|server|cli)/', pathNot: tests },
      // What Kubernetes' fields mean is Kubernetes' own documentation, not a simulator: lessons quote it.
      to: {
        path: '^src/(sim|clusters/(simulator|kind|kubeconfig))/',
        pathNot: '^src/sim/schemas/index\\.ts$',
      },
    },
    {
      name: 'seam-2-the-simulator-knows-no-course',
      comment:
        'The simulator could be published alone: it imports apimachinery, kube and the shape of declared images, and nothing else of the platform.',
      severity: 'error',
      from: { path: '^src/sim/' },
      to: { path: '^src/', pathNot: '^src/(sim|apimachinery|kube|declared-images)/' },
    },
    {
      name: 'seam-2-only-the-lab-host-starts-the-simulator',
      comment:
        "Only the simulator's provider opens it, through its public faces; the lab host opens providers.",
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/sim/|^src/clusters/simulator/|${tests}` },
      to: { path: '^src/sim/', pathNot: '^src/sim/schemas/index\\.ts$' },
    },
    {
      name: 'seam-2-providers-are-opened-by-the-lab-host',
      comment: 'Web, pages and the command line never hold a cluster; they ask a lab host.',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(clusters|labhost)/|${tests}` },
      to: { path: '^src/clusters/(simulator|kind|kubeconfig)/' },
    },
    {
      name: 'seam-3-everything-goes-through-the-api',
      comment:
        'Controllers, scheduler and kubelet are API clients: validation, admission and watches apply to them too. Only the API server touches the store.',
      severity: 'error',
      from: { path: '^src/sim/(controllers|scheduler|kubelet|images|net|containers)/', pathNot: tests },
      to: { path: '^src/sim/(store|apiserver|admission)/' },
    },
    {
      name: 'seam-3-only-the-api-server-touches-the-store',
      comment: 'One door to the state: nothing can write what the API would refuse.',
      severity: 'error',
      from: { path: '^src/sim/', pathNot: `^src/sim/(store|apiserver)/|^src/sim/cluster\\.ts$|${tests}` },
      to: { path: '^src/sim/store/' },
    },
    {
      name: 'seam-4-components-import-no-server-code',
      comment:
        'Pages know operations, not engines: what a component needs of the server comes as props or over the API. Types may be shared.',
      severity: 'error',
      from: { path: '^src/(components|terminal/client)/', pathNot: tests },
      to: {
        path: '^src/(server|labhost/(?!protocol)|cluster-view/(?!protocol)|terminal/server|clusters|kube|labs)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'seam-4-routes-call-operations',
      comment:
        'Routes are thin: they call operations and queries, never the database, a lab host or an engine.',
      severity: 'error',
      from: { path: '^src/app/' },
      to: {
        path: '^src/(labhost|terminal/server|clusters|kube|grading)/|^src/server/(db|labhosts)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'the-core-is-portable',
      comment:
        'The simulator must be able to run in a browser worker one day: Node stands in sim/node, sim/cli and worker adapters only.',
      severity: 'error',
      from: {
        path: '^src/(sim|apimachinery|declared-images)/',
        pathNot: `^src/sim/(node|cli)/|^src/sim/containers/(node|worker)/|${tests}`,
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-core-does-not-import-its-adapters',
      comment: 'Adapters import the core, not the other way round.',
      severity: 'error',
      from: {
        path: '^src/sim/',
        pathNot: `^src/sim/(node|cli)/|^src/sim/containers/(node|worker)/|${tests}`,
      },
      to: { path: '^src/sim/(node|cli)/' },
    },
    {
      name: 'apimachinery-is-a-leaf',
      comment: 'The shared vocabulary and the shape of declared images import nothing of this project.',
      severity: 'error',
      from: { path: '^src/(apimachinery|declared-images)/' },
      to: { path: '^src/', pathNot: '^src/(apimachinery|declared-images)/' },
    },
    {
      name: 'kube-knows-no-server',
      comment: 'The client works against any API server; it imports the vocabulary only.',
      severity: 'error',
      from: { path: '^src/kube/', pathNot: tests },
      to: { path: '^src/', pathNot: '^src/(kube|apimachinery)/' },
    },
    {
      name: 'only-web-opens-the-database',
      comment: 'Lab hosts hold no credentials: student work never runs beside the database.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(server|app)/' },
      to: { path: '^src/server/db/' },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle between files means that neither can be understood alone.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-test-code-in-the-product',
      comment: 'Tests import the product, never the other way round.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: `^test/|${tests}` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
