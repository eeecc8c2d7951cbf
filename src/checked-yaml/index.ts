/** What every kind of authored file needs. */
export { checkYaml } from './check-yaml';
