import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { serversError } from './errors.ts';
import { findJdks } from './install/java.ts';

/** The release of Java that the newest servers need. */
const javaRelease = 21;

/** The real servers that this machine has or can start. */
export interface FoundServers {
  /** Brokers that `PENSTOCK_KAFKA` names. */
  readonly kafka: readonly string[] | undefined;
  /** Servers that `PENSTOCK_ELASTICSEARCH` names. */
  readonly elasticsearch: readonly string[] | undefined;
  /** True when servers can be started here, with Java and Maven. */
  readonly canStart: boolean;
  /** True when Docker answers, so that `examples/bitcoin/compose.yaml` can be used. */
  readonly docker: boolean;
  /** Why tests over real servers cannot run here, in one line; undefined when they can. */
  readonly missing: string | undefined;
}

/**
 * Looks for real servers: addresses in `PENSTOCK_KAFKA` (`HOST:PORT,HOST:PORT`) and `PENSTOCK_ELASTICSEARCH`
 * (`URL,URL`), Java and Maven to start some, or Docker. It starts nothing and connects to no server.
 *
 * @throws `PENSTOCK_BAD_OPTION` for an invalid address.
 *
 * @example
 * ```ts
 * const { missing } = findServers(process.env);
 * if (missing) console.log(missing);
 * ```
 */
export function findServers(env: Readonly<Record<string, string | undefined>>): FoundServers {
  const kafka = list(env['PENSTOCK_KAFKA'], 'PENSTOCK_KAFKA', 'HOST:PORT', (entry) => /^[^\s:/]+:\d{1,5}$/.test(entry));
  const elasticsearch = list(
    env['PENSTOCK_ELASTICSEARCH'],
    'PENSTOCK_ELASTICSEARCH',
    'http://HOST:PORT',
    (entry) => /^https?:\/\//.test(entry) && URL.canParse(entry),
  );
  const releases = findJdks(env).map((jdk) => jdk.release);
  const lacking = [
    ...(releases.some((release) => release >= javaRelease)
      ? []
      : [`a JDK of Java ${javaRelease} or later (found: ${releases.join(', ') || 'none'})`]),
    ...(isOnPath('mvn', env) ? [] : ['Maven']),
  ];
  const canStart = lacking.length === 0;
  const docker = !canStart && dockerAnswers(env);
  const missing =
    canStart || (kafka && elasticsearch)
      ? undefined
      : `no real servers: missing ${lacking.join(' and ')}, and ` +
        (docker
          ? 'PENSTOCK_KAFKA and PENSTOCK_ELASTICSEARCH are not both set; Docker runs, so ' +
            'examples/bitcoin/compose.yaml can start them'
          : 'PENSTOCK_KAFKA and PENSTOCK_ELASTICSEARCH are not both set; Docker does not answer either');
  return { kafka, elasticsearch, canStart, docker, missing };
}

function list(
  value: string | undefined,
  name: string,
  shape: string,
  isValid: (entry: string) => boolean,
): string[] | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const entries = value.split(',').map((entry) => entry.trim());
  const wrong = entries.find((entry) => !isValid(entry));
  if (wrong !== undefined) {
    // An address may carry a password, so the message does not repeat it.
    const place = entries.indexOf(wrong) + 1;
    throw serversError(
      'PENSTOCK_BAD_OPTION',
      `Expected ${name} to be ${shape}, or several of them with commas between; got another form in entry ${place}.`,
    );
  }
  return entries;
}

const isOnPath = (command: string, env: Readonly<Record<string, string | undefined>>): boolean =>
  (env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, command)));

function dockerAnswers(env: Readonly<Record<string, string | undefined>>): boolean {
  if (!isOnPath('docker', env)) return false;
  try {
    execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], { stdio: 'ignore', timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}
