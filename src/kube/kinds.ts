/**
 * The kinds' types as they travel: @kubernetes/client-node's models with times as strings, read-only, and with
 * apiVersion, kind and metadata always there. Types only; nothing of that package is loaded at run time.
 */
import type * as k8s from '@kubernetes/client-node';
import type { KubeObject, ObjectMeta } from '@/apimachinery';

/** A model as JSON: every Date is an RFC 3339 string, everything is read-only, `_default` is called `default`. */
export type Wire<T> = T extends Date
  ? string
  : T extends (infer Item)[]
    ? readonly Wire<Item>[]
    : T extends object
      ? { readonly [Key in keyof T as Key extends `_${infer Name}` ? Name : Key]: Wire<T[Key]> }
      : T;

/** A top-level kind. */
export type Kind<T> = Omit<Wire<T>, 'apiVersion' | 'kind' | 'metadata'> &
  KubeObject & { readonly metadata: ObjectMeta };

export type Namespace = Kind<k8s.V1Namespace>;
export type Node = Kind<k8s.V1Node>;
export type Pod = Kind<k8s.V1Pod>;
export type ReplicaSet = Kind<k8s.V1ReplicaSet>;
export type Deployment = Kind<k8s.V1Deployment>;
export type Service = Kind<k8s.V1Service>;
export type Endpoints = Kind<k8s.V1Endpoints>;
export type EndpointSlice = Kind<k8s.V1EndpointSlice>;
export type ConfigMap = Kind<k8s.V1ConfigMap>;
export type Secret = Kind<k8s.V1Secret>;
export type ServiceAccount = Kind<k8s.V1ServiceAccount>;
export type Event = Kind<k8s.CoreV1Event>;
export type Lease = Kind<k8s.V1Lease>;
export type Job = Kind<k8s.V1Job>;
export type CronJob = Kind<k8s.V1CronJob>;
export type DaemonSet = Kind<k8s.V1DaemonSet>;
export type StatefulSet = Kind<k8s.V1StatefulSet>;
export type ControllerRevision = Kind<k8s.V1ControllerRevision>;
export type ReplicationController = Kind<k8s.V1ReplicationController>;
export type PodTemplate = Kind<k8s.V1PodTemplate>;
export type PersistentVolume = Kind<k8s.V1PersistentVolume>;
export type PersistentVolumeClaim = Kind<k8s.V1PersistentVolumeClaim>;
export type LimitRange = Kind<k8s.V1LimitRange>;
export type ResourceQuota = Kind<k8s.V1ResourceQuota>;
export type HorizontalPodAutoscaler = Kind<k8s.V2HorizontalPodAutoscaler>;
export type HorizontalPodAutoscalerV1 = Kind<k8s.V1HorizontalPodAutoscaler>;
export type PodDisruptionBudget = Kind<k8s.V1PodDisruptionBudget>;

export type Role = Kind<k8s.V1Role>;
export type ClusterRole = Kind<k8s.V1ClusterRole>;
export type RoleBinding = Kind<k8s.V1RoleBinding>;
export type ClusterRoleBinding = Kind<k8s.V1ClusterRoleBinding>;
export type Ingress = Kind<k8s.V1Ingress>;
export type IngressClass = Kind<k8s.V1IngressClass>;
export type NetworkPolicy = Kind<k8s.V1NetworkPolicy>;
export type StorageClass = Kind<k8s.V1StorageClass>;
export type VolumeAttachment = Kind<k8s.V1VolumeAttachment>;
export type CSIDriver = Kind<k8s.V1CSIDriver>;
export type CSINode = Kind<k8s.V1CSINode>;
export type CSIStorageCapacity = Kind<k8s.V1CSIStorageCapacity>;
export type PriorityClass = Kind<k8s.V1PriorityClass>;
export type RuntimeClass = Kind<k8s.V1RuntimeClass>;
export type CertificateSigningRequest = Kind<k8s.V1CertificateSigningRequest>;
export type ValidatingAdmissionPolicy = Kind<k8s.V1ValidatingAdmissionPolicy>;
export type ValidatingAdmissionPolicyBinding = Kind<k8s.V1ValidatingAdmissionPolicyBinding>;

export type PolicyRule = Wire<k8s.V1PolicyRule>;
export type Subject = Wire<k8s.RbacV1Subject>;
export type PodSpec = Wire<k8s.V1PodSpec>;
export type PodStatus = Wire<k8s.V1PodStatus>;
export type PodTemplateSpec = Wire<k8s.V1PodTemplateSpec>;
export type PodCondition = Wire<k8s.V1PodCondition>;
export type ContainerSpec = Wire<k8s.V1Container>;
export type ContainerStatus = Wire<k8s.V1ContainerStatus>;
export type ServicePort = Wire<k8s.V1ServicePort>;
export type JobSpec = Wire<k8s.V1JobSpec>;
