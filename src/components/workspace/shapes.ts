/**
 * The forms of what the site answers, with the library that checks them. A page that is only read needs neither:
 * import this file by `import()` only.
 */
export { verdict } from '@/grading/verdict';
export { controlResult, controlsView, sessionView } from '@/labhost/protocol';
