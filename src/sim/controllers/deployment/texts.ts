/** Annotations, reasons and messages of the Deployment controller, as upstream prints them. */
// upstream: pkg/controller/deployment/util/deployment_util.go, progress.go, sync.go
export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** From the days of extensions/v1beta1; nobody acts on it any more. */
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to';
export const POD_TEMPLATE_HASH = 'pod-template-hash';

export const PROGRESSING = 'Progressing';
export const AVAILABLE = 'Available';
export const REPLICA_FAILURE = 'ReplicaFailure';

export const SCALING_REPLICA_SET = 'ScalingReplicaSet';
export const SELECTING_ALL = 'SelectingAll';
export const selectingAll = 'This deployment is selecting all pods. A non-empty selector is required.';
export const scaled = (name: string, from: number, to: number) =>
  `Scaled ${from < to ? 'up' : 'down'} replica set ${name} from ${from} to ${to}`;

export const REPLICA_SET_UPDATED = 'ReplicaSetUpdated';
export const REPLICA_SET_CREATE_ERROR = 'ReplicaSetCreateError';
export const NEW_REPLICA_SET_CREATED = 'NewReplicaSetCreated';
export const FOUND_NEW_REPLICA_SET = 'FoundNewReplicaSet';
export const NEW_REPLICA_SET_AVAILABLE = 'NewReplicaSetAvailable';
export const PROGRESS_DEADLINE_EXCEEDED = 'ProgressDeadlineExceeded';
export const DEPLOYMENT_PAUSED = 'DeploymentPaused';
export const DEPLOYMENT_RESUMED = 'DeploymentResumed';

export const createdReplicaSet = (name: string) => `Created new replica set "${name}"`;
export const foundReplicaSet = (name: string) => `Found new replica set "${name}"`;
export const createFailed = (name: string, error: string) =>
  `Failed to create new replica set "${name}": ${error}`;
export const paused = 'Deployment is paused';
export const resumed = 'Deployment is resumed';

/** `ReplicaSet "web-5d4f" is progressing.`; of the Deployment while there is no new ReplicaSet. */
export const progressing = (what: string) => `${what} is progressing.`;
export const progressed = (what: string) => `${what} has successfully progressed.`;
export const timedOut = (what: string) => `${what} has timed out progressing.`;

export const MINIMUM_REPLICAS_AVAILABLE = 'MinimumReplicasAvailable';
export const minimumAvailable = 'Deployment has minimum availability.';
export const MINIMUM_REPLICAS_UNAVAILABLE = 'MinimumReplicasUnavailable';
export const minimumUnavailable = 'Deployment does not have minimum availability.';
