/** A pod's spec, shared by pods and by every workload that holds a template of one. */
export { defaultPod, defaultPodTemplate } from './defaults';
export { qosClass } from './qos';
export {
  mayOvercommit,
  noBacksteps,
  validateAmount,
  validateContainerResource,
  validateDebugContainers,
  validateImageSpace,
  validateNodeSelector,
  validatePodSpec,
  validatePodTemplate,
  validateResourceName,
  validateSelectedTemplate,
  validateTolerations,
} from './validate';
export { podWarnings, templateWarnings } from './warnings';
