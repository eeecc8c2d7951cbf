/** A pod's spec, shared by pods and by every workload that holds a template of one. */
export { aggregateContainers, isPodLevel } from './aggregate';
export { defaultPod, defaultPodTemplate } from './defaults';
export { occupiedSpec } from './occupied';
export { qosClass } from './qos';
export {
  mayOvercommit,
  noBacksteps,
  validateAmount,
  validateAppArmorMatch,
  validateContainerResource,
  validateDebugContainers,
  validateImageSpace,
  validateNodeSelector,
  validatePodAnnotations,
  validatePodAnnotationUpdate,
  validatePodSpec,
  validatePodTemplate,
  validateResourceName,
  validateSelectedTemplate,
  validateTolerations,
} from './validate';
export { podWarnings, templateWarnings } from './warnings';
