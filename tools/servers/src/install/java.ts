import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { serversError } from '../errors.ts';

/** A Java development kit on this machine. */
export interface Jdk {
  readonly home: string;
  /** The feature release, such as 17. */
  readonly release: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The folders in which installers put development kits; each entry of a folder is one kit. */
const kitFolders = [
  '/usr/lib/jvm',
  '/usr/java',
  '/opt/java',
  '/Library/Java/JavaVirtualMachines',
  join(homedir(), '.sdkman', 'candidates', 'java'),
  join(homedir(), '.jdks'),
];

/**
 * Finds the Java kits that have `javac`, the oldest release first. It looks in `JAVA_HOME` and similar variables
 * (`JAVA_HOME_21_X64`), on the path, and in the usual folders.
 */
export function findJdks(env: Environment): Jdk[] {
  const homes = [
    ...Object.entries(env).flatMap(([name, value]) =>
      /^(JAVA_HOME|JDK_?HOME|JDK_?\d)/.test(name) && value ? [value] : [],
    ),
    ...(env['PATH'] ?? '')
      .split(delimiter)
      .filter((folder) => folder !== '' && existsSync(join(folder, 'javac')))
      .map((folder) => dirname(dirname(realpathSync(join(folder, 'javac'))))),
    ...kitFolders.flatMap((folder) =>
      existsSync(folder)
        ? readdirSync(folder).flatMap((name) => [join(folder, name), join(folder, name, 'Contents', 'Home')])
        : [],
    ),
  ];
  const found = new Map<string, Jdk>();
  for (const home of homes) {
    const release = releaseOf(home);
    if (release !== undefined) found.set(realpathSync(home), { home: realpathSync(home), release });
  }
  return [...found.values()].toSorted((a, b) => a.release - b.release);
}

/** Returns the oldest kit that has at least `release`. @throws `PENSTOCK_SERVERS_MISSING` */
export function requireJdk(env: Environment, release: number, what: string): Jdk {
  const kits = findJdks(env);
  const fit = kits.find((jdk) => jdk.release >= release);
  if (fit) return fit;
  const seen = kits.map((jdk) => `${jdk.release} in ${jdk.home}`).join(', ') || 'none';
  throw serversError(
    'PENSTOCK_SERVERS_MISSING',
    `Expected a JDK of Java ${release} or later, for ${what}; got ${seen}. Install one, or set JAVA_HOME_${release}.`,
  );
}

function releaseOf(home: string): number | undefined {
  if (!existsSync(join(home, 'bin', 'javac'))) return undefined;
  try {
    const version = /^JAVA_VERSION="(?:1\.)?(\d+)/m.exec(readFileSync(join(home, 'release'), 'utf8'))?.[1];
    return version === undefined ? undefined : Number(version);
  } catch {
    // A broken kit counts as missing.
    return undefined;
  }
}
