/** dist/supervisor.js: what `scripts/start.mjs` needs once packages are installed and programs built. */
export { isLoopback, readSettings, SettingsError } from '../env';
export { prepareDatabase } from '../setup/database';
export { provideKubectl } from '../setup/kubectl';
export { canInstall, checkTools, installPackages } from '../setup/tools';
export { supervise } from './supervise';
