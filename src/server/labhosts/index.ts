/** Web's way to the lab hosts. */
export { httpLabHost, type LabHostAddress } from './http-lab-host';
export { type LabHost, type LabHosts, labHosts } from './lab-host';
