/** Why the server cannot listen, and what to do about it. */

interface ListenError {
  readonly code?: string;
  readonly message: string;
  readonly port?: number;
  readonly address?: string;
  readonly hostname?: string;
}

export function notListening({ code, message, port = 0, address, hostname }: ListenError): string {
  const host = address ?? hostname;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Stop what uses it, or start Sealegs on another: PORT=${otherPort(port)} npm start`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Start Sealegs on one above 1023: PORT=3000 npm start`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST=${host} is no address of this machine. Leave it away, or set it to one that is.`;
    default:
      return `Cannot listen on ${host} port ${port}: ${message}`;
  }
}

const otherPort = (port: number): number => (port < 65_535 ? port + 1 : port - 1);
