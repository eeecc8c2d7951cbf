/**
 * Every namespace has a service account named default; a deleted one comes back.
 * https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
 */
// upstream: pkg/controller/serviceaccount/serviceaccounts_controller.go
import { isAlreadyExists } from '@/apimachinery';
import { isNamespaceTerminating, keyFrom, nameOf, namespaceOf, resources, runController } from '@/kube';
import type { ControllerContext, Running } from '../shared/context';

export const DEFAULT_SERVICE_ACCOUNT = 'default';

export function startServiceAccountController(context: ControllerContext): Running {
  const { clock, informers } = context;
  const namespaces = informers.for(resources.namespaces);
  const accounts = informers.for(resources.serviceaccounts);
  const client = context.client('service-account-controller');

  const controller = runController({
    clock,
    caches: [namespaces, accounts],
    onError: (error, key) => context.onError(error, `service account of ${key}`),
    async reconcile(name, cause) {
      if (namespaces.get(name)?.status?.phase !== 'Active') return undefined;
      if (accounts.get(keyFrom(name, DEFAULT_SERVICE_ACCOUNT))) return undefined;
      try {
        await client.because(cause).serviceaccounts.create({
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: DEFAULT_SERVICE_ACCOUNT, namespace: name },
        });
      } catch (error) {
        if (!isAlreadyExists(error) && !isNamespaceTerminating(error)) throw error;
      }
      return undefined;
    },
  });
  controller.follow(namespaces);
  const unsubscribe = accounts.on({
    delete(account) {
      if (nameOf(account) === DEFAULT_SERVICE_ACCOUNT) controller.enqueue(namespaceOf(account), account);
    },
  });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}
