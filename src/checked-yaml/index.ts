/** What every kind of authored file needs. */
export { checkYaml } from './check-yaml';
export { type YamlLines, yamlLines } from './yaml-lines';
