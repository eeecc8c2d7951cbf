/**
 * Binds claims to volumes, tells provisioners when there is none, and reclaims volumes whose claims are gone.
 * https://kubernetes.io/docs/concepts/storage/persistent-volumes/
 */
// upstream: pkg/controller/volume/persistentvolume/pv_controller.go
import { isNotFound } from '@/apimachinery';
import {
  isDeleting,
  keyFrom,
  keyOf,
  nameOf,
  type PersistentVolume,
  type PersistentVolumeClaim,
  resources,
  runController,
  type StorageClass,
} from '@/kube';
import {
  BIND_COMPLETED,
  classOf,
  defaultClassOf,
  hasClass,
  isBoundTo,
  OLD_PROVISIONER,
  PROVISIONER,
  podsByClaim,
} from '../../volumes';
import type { ControllerContext, Running } from '../shared/context';
import { isPodFinished } from '../shared/pods';
import { bind, clearClaimStatus, setPhase, unbind, type Writer } from './bind';
import { decideClaim } from './decide-claim';
import { decideVolume, type Reclaim } from './decide-volume';
import { recycle, recycledBy } from './recycle';
import * as texts from './texts';
import type { EventWords } from './words';

const SERVICE_ACCOUNT = 'persistent-volume-binder';
const COMPONENT = 'persistentvolume-controller';
/** Claims and volumes share one queue: at any time one binding is under way. */
const CLAIM = 'claim:';
const VOLUME = 'volume:';

export function startPersistentVolumeBinder(context: ControllerContext): Running {
  const { clock, informers } = context;
  const claims = informers.for(resources.persistentvolumeclaims);
  const volumes = informers.for(resources.persistentvolumes);
  const classes = informers.for(resources.storageclasses);
  const pods = informers.for(resources.pods);
  const client = context.client(SERVICE_ACCOUNT);
  const events = context.recorder(COMPONENT);

  const tell = (object: PersistentVolume | PersistentVolumeClaim, { type, ...words }: EventWords) =>
    events.event(object, type, words);
  const writer = (cause: string | undefined): Writer => ({
    client: client.because(cause),
    nowMs: clock.now(),
  });

  async function reconcile(key: string, cause: string | undefined): Promise<undefined> {
    const write = writer(cause);
    if (key.startsWith(CLAIM)) {
      const claim = claims.get(key.slice(CLAIM.length));
      if (claim) await syncClaim(claim, write);
    } else {
      const volume = volumes.get(key.slice(VOLUME.length));
      if (volume) await syncVolume(volume, write);
    }
  }

  async function syncClaim(claim: PersistentVolumeClaim, write: Writer): Promise<void> {
    const decision = decideClaim(claim, {
      volumes: volumes.list(),
      volume: (name) => volumes.get(name),
      classes,
      defaultClass: defaultClassOf(classes.list()),
      waitingPods: waitingFor(claim),
    });
    switch (decision.kind) {
      case 'bind':
        return bind(write, decision.volume, claim);
      case 'lost':
        if (await clearClaimStatus(write.client, claim, 'Lost')) tell(claim, decision.words);
        return;
      case 'pending':
        if (decision.words) tell(claim, decision.words);
        await clearClaimStatus(write.client, claim, 'Pending');
        return;
      case 'classify': {
        const spec = { ...claim.spec, storageClassName: decision.storageClass };
        await write.client.persistentvolumeclaims.update({ ...claim, spec });
        return;
      }
      case 'provision':
        if (decision.asked) return;
        await write.client.persistentvolumeclaims.update(withProvisioner(claim, decision.provisioner));
        tell(claim, texts.waitForProvisioner(decision.provisioner));
    }
  }

  async function syncVolume(volume: PersistentVolume, write: Writer): Promise<void> {
    const ref = volume.spec?.claimRef;
    const claim = ref?.uid ? await claimNamed(ref.namespace ?? '', ref.name ?? '', volume) : undefined;
    const decision = decideVolume(volume, claim);
    switch (decision.kind) {
      case 'phase':
        await setPhase(write, volume, decision);
        return;
      case 'claim':
        if (claim) controller.enqueue(CLAIM + keyOf(claim), volume);
        return;
      case 'mismatch':
        if (!claim) return;
        tell(volume, texts.modeMismatchOfVolume(nameOf(claim)));
        tell(claim, texts.modeMismatchOfClaim(nameOf(volume)));
        return;
      case 'unbind':
        return unbind(write, volume);
      case 'release': {
        const { phase } = volume.status ?? {};
        const is = phase === 'Failed' ? volume : await setPhase(write, volume, { phase: 'Released' });
        return reclaim(is, decision.reclaim, write);
      }
    }
  }

  async function reclaim(volume: PersistentVolume, how: Reclaim, write: Writer): Promise<void> {
    switch (how.kind) {
      case 'keep':
        return;
      case 'fail':
        return fail(volume, how.words, write);
      case 'delete':
        await write.client.persistentvolumes.delete({ name: nameOf(volume) });
        return;
      case 'recycle': {
        const done = await recycle(write.client, volume, pods);
        if (done === undefined) return;
        if (done !== 'recycled') return fail(volume, texts.recycleFailed(done.failed), write);
        tell(volume, texts.RECYCLED);
        await unbind(write, volume);
      }
    }
  }

  async function fail(volume: PersistentVolume, words: EventWords, write: Writer): Promise<void> {
    if (volume.status?.phase === 'Failed') return;
    await setPhase(write, volume, { phase: 'Failed', message: words.message });
    tell(volume, words);
  }

  /** Before a volume is released the server is asked, whose word on the claim is the newest. */
  async function claimNamed(
    namespace: string,
    name: string,
    { status }: PersistentVolume,
  ): Promise<PersistentVolumeClaim | undefined> {
    const known = claims.get(keyFrom(namespace, name));
    if (known || status?.phase === 'Released' || status?.phase === 'Failed') return known;
    return client.persistentvolumeclaims.get({ namespace, name }).catch((error) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
  }

  const waitingFor = (claim: PersistentVolumeClaim): readonly string[] =>
    pods
      .by(podsByClaim, keyOf(claim))
      .filter((pod) => !pod.spec?.nodeName && !isPodFinished(pod))
      .map(nameOf);

  const controller = runController({
    clock,
    caches: [claims, volumes, classes, pods],
    reconcile,
    onError: (error, key) => context.onError(error, `binding of ${key}`),
  });

  const claimSeen = (claim: PersistentVolumeClaim) => {
    controller.enqueue(CLAIM + keyOf(claim), claim);
    const { volumeName } = claim.spec ?? {};
    if (volumeName) controller.enqueue(VOLUME + volumeName, claim);
  };
  const pendingClaims = (
    concerns: (claim: PersistentVolumeClaim) => boolean,
    cause: StorageClass | PersistentVolume,
  ) => {
    for (const claim of claims.list()) {
      if (claim.metadata.annotations?.[BIND_COMPLETED] === undefined && concerns(claim))
        controller.enqueue(CLAIM + keyOf(claim), cause);
    }
  };
  const volumeSeen = (volume: PersistentVolume) => {
    controller.enqueue(VOLUME + nameOf(volume), volume);
    const { claimRef } = volume.spec ?? {};
    if (claimRef) controller.enqueue(CLAIM + keyFrom(claimRef.namespace, claimRef.name ?? ''), volume);
    else if (volume.status?.phase === 'Available') pendingClaims((claim) => mayTake(claim, volume), volume);
  };
  const classSeen = (storageClass: StorageClass) =>
    pendingClaims((claim) => !hasClass(claim) || classOf(claim) === nameOf(storageClass), storageClass);
  const unsubscribe = [
    claims.on({
      add: claimSeen,
      update: claimSeen,
      delete(claim) {
        for (const volume of volumes.list())
          if (isBoundTo(volume, claim)) controller.enqueue(VOLUME + nameOf(volume), claim);
      },
    }),
    volumes.on({
      add: volumeSeen,
      update: volumeSeen,
      delete(volume) {
        const ref = volume.spec?.claimRef;
        if (ref) controller.enqueue(CLAIM + keyFrom(ref.namespace, ref.name ?? ''), volume);
      },
    }),
    classes.on({ add: classSeen, update: classSeen }),
    pods.on({
      update: (pod) => {
        const volume = recycledBy(pod);
        if (volume && isPodFinished(pod)) controller.enqueue(VOLUME + volume, pod);
      },
    }),
  ];
  return {
    stop() {
      for (const end of unsubscribe) end();
      controller.stop();
    },
  };
}

const mayTake = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  !isDeleting(claim) &&
  (claim.spec?.volumeName ? claim.spec.volumeName === nameOf(volume) : classOf(claim) === classOf(volume));

function withProvisioner(claim: PersistentVolumeClaim, provisioner: string): PersistentVolumeClaim {
  const { metadata } = claim;
  const annotations = {
    ...metadata.annotations,
    [OLD_PROVISIONER]: provisioner,
    [PROVISIONER]: provisioner,
  };
  return { ...claim, metadata: { ...metadata, annotations } };
}
